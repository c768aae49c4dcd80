/** Checklists, and what is wrong with one, as a person reads it. */
import { isShippedChecklist } from '../../checklists/cameWithTheApp.ts'
import type { Checklist } from '../../checklists/definition.ts'
import { MalformedChecklist } from '../../checklists/problems.ts'
import { words } from '../../words/words.ts'
import { titleOf } from '../asking.ts'
import { problemWords } from '../problemWords.ts'

/** What comes with the app has its title from the catalogue, in any version. */
export function titleOfChecklist({ id, title }: Pick<Checklist, 'id' | 'title'>): string {
  if (id === 'review') return words('own.review')
  if (isShippedChecklist(id)) return words(titleOf(id, ''))
  return title.trim() === '' ? words('own.edit.new') : title
}

/** Why a file or a form was refused, whole. */
export function checklistFault(problem: unknown): string {
  if (!(problem instanceof MalformedChecklist)) return problemWords(problem)
  const { checklist, item, field } = problem
  const reason = reasonOf(problem)
  if (item === '') return words('own.refused.whole', { checklist: checklist || '?', field, reason })
  return words('own.refused.item', { checklist, item, field, reason })
}

/** Why one question of a file is left out. */
export function itemFault(problem: MalformedChecklist): string {
  const { item, field } = problem
  return words('own.refused.alone', { item: item || '?', field, reason: reasonOf(problem) })
}

function reasonOf({ message }: MalformedChecklist): string {
  return message.slice(message.indexOf(': ') + 2)
}
