/** Which signals a consultation closes: what the rules say of its themes, until the person says otherwise of one. */
import type { Signal } from '../insight/signal.ts'
import type { Consultation, Log } from './consultation.ts'

type Noticed = Pick<Signal, 'rule' | 'state' | 'opened' | 'consultation'>

/** Those that a log can close at all, each with whether it would as the log stands: what the form shows ticked. */
export function closable(
  signals: readonly Noticed[],
  { id, log }: Pick<Consultation, 'id' | 'log'>,
): { readonly rule: string; readonly isClosed: boolean }[] {
  const open = signals.filter(({ rule, state }) => state !== 'closed' && isOpenToTalk(rule.clears.any))
  return open.map((signal) => ({
    rule: signal.rule.id,
    isClosed: log.closes.get(signal.rule.id) ?? (signal.consultation === id || isInTheme(signal, log)),
  }))
}

/** The rules of which the person said in a logged consultation that it closes them. */
export function closedIn({ isLogged, log }: Pick<Consultation, 'isLogged' | 'log'>): string[] {
  return isLogged ? [...log.closes].flatMap(([rule, isClosed]) => (isClosed ? rule : [])) : []
}

function isOpenToTalk(clears: readonly string[]): boolean {
  return clears.some((clear) => clear.startsWith('consultation-logged'))
}

// A talk that was before the signal cannot have been about it.
function isInTheme({ rule, opened }: Noticed, { date, domains }: Log): boolean {
  if (date !== null && date < opened) return false
  return rule.clears.any.includes('consultation-logged-any') || domains.has(rule.domain)
}
