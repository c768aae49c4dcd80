/** What nudges say, also where only the service worker runs: the one part of the words that it carries. */
import texts from '../../content/words/en.json?nudges'
import type { Neutral } from '../protocol/nudges.ts'
import type { NudgeText } from './schedule.ts'

const LANGUAGE = 'en'

/** What can be answered to a notification without opening the app; `open` opens it. */
export const ACTIONS = ['done', 'later', 'open'] as const
export type Action = (typeof ACTIONS)[number]

/** What everybody may see. `isLast`: of the last day of a schedule, which asks to open the app. */
export function neutralText(navigate: string, isLast = false): Neutral {
  const body = said(isLast ? 'nudge.neutral.last' : 'nudge.neutral.body')
  return { title: said('nudge.neutral.title'), body, navigate, lang: LANGUAGE, dir: 'ltr' }
}

/** What the person chose to have shown instead; undefined for an id of a later app. */
export function explicitText(text: NudgeText | (string & {})): string | undefined {
  return texts[`nudge.text.${text}`]
}

export function actionText(action: Action): string {
  return said(`nudge.action.${action}`)
}

function said(id: string): string {
  const text = texts[id]
  if (text === undefined) throw new Error(`no words for ${id}`)
  return text
}
