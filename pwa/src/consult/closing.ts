/** Which signals a consultation closes: what the rules say of its themes, until the person says otherwise of one. */
import { hasOwnAnswers } from '../insight/parts.ts'
import type { Signal } from '../insight/signal.ts'
import type { Consultation } from './consultation.ts'

type Noticed = Pick<Signal, 'rule' | 'state' | 'opened' | 'consultation'>

/** Those that a log can close at all, each with whether it would as the log stands: what the form shows ticked. */
export function closable(
  signals: readonly Noticed[],
  one: Pick<Consultation, 'id' | 'log'>,
): { readonly rule: string; readonly isClosed: boolean }[] {
  const open = signals.filter(({ rule, state }) => state !== 'closed' && isOpenToTalk(rule.clears.any))
  return open.map((signal) => ({
    rule: signal.rule.id,
    isClosed: one.log.closes.get(signal.rule.id) ?? isAbout(signal, one),
  }))
}

/** The rules of which the person said in a logged consultation that it closes them. */
export function closedIn({ isLogged, log }: Pick<Consultation, 'isLogged' | 'log'>): string[] {
  return isLogged ? [...log.closes].flatMap(([rule, isClosed]) => (isClosed ? rule : [])) : []
}

function isOpenToTalk(clears: readonly string[]): boolean {
  return clears.some((clear) => clear.startsWith('consultation-logged'))
}

// As insight/closing.ts `settles` decides it, so that what the form shows is what comes of it.
function isAbout(
  { rule, opened, consultation }: Noticed,
  { id, log }: Pick<Consultation, 'id' | 'log'>,
): boolean {
  const { any } = rule.clears
  const isSince = log.date === null || log.date >= opened
  if (any.includes('consultation-logged-any') && (isSince || !hasOwnAnswers(rule.when))) return true
  if (!any.includes('consultation-logged-in-domain')) return false
  return consultation === id || (isSince && log.domains.has(rule.domain))
}
