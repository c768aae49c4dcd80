/** Under which id the words of a form stand in the catalogue. Ids only: no room above the screens says anything. */
import type { Forms } from './forms.ts'

export const labelOf = (field: string): string => `consult.log.${field}`

export function choiceOf(field: string, code: string): string {
  const choice = [field, code].join('.')
  return `consult.choice.${choice}`
}

export const partTitle = (part: string): string => `consult.part.${part}.title`
export const partPrompt = (part: string): string => `consult.part.${part}.prompt`
export const consultantLine = (line: string): string => `consult.consultant.${line}`
/** The question that a domain brings to a consultation. */
export const questionAbout = (domain: string): string => `consult.about.${domain}`
export const stepTitle = (step: string): string => `consult.step.${step}.title`
export const stepPrompt = (step: string): string => `consult.step.${step}.prompt`
export const slotName = (slot: string): string => `contact.slot.${slot}`
export const calendarTitle = (title: string): string => `consult.calendar.${title}`
/** Why something cannot be kept as it is: the `reason` of an UnfitField; of some fields it is said in words of their own. */
export function unfitReason(reason: string, field = ''): string {
  const which = field === '' ? reason : [field, reason].join('.')
  return `consult.unfit.${which}`
}

/** Every id that the forms need words for. */
export function wordsFor(
  { log, agenda, worksheet, slots, calendar }: Forms,
  domains: readonly string[],
): string[] {
  return [
    ...log.map(({ id }) => labelOf(id)),
    ...log.flatMap(({ id, options = [] }) => options.map((code) => choiceOf(id, code))),
    ...agenda.parts.flatMap(({ id }) => [partTitle(id), partPrompt(id)]),
    ...agenda.forTheConsultant.map(consultantLine),
    ...domains.map(questionAbout),
    ...worksheet.flatMap((step) => [stepTitle(step), stepPrompt(step)]),
    ...slots.map(slotName),
    ...calendar.titles.map(calendarTitle),
  ]
}
