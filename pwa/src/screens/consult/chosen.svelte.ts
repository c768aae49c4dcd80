/**
 * Which consultation, worksheet or signals a screen of this room is about. Kept here and not in the address, which tells
 * a room and never what was read in it; forgotten when the app is loaded anew.
 */
import type { AgendaWay } from '../../consult/agenda.ts'
import { route } from '../../parts/route.svelte.ts'

interface Chosen {
  readonly consultation: string | null
  readonly worksheet: string | null
  /** The rules whose signals are ticked at first; null for all that are open. */
  readonly rules: readonly string[] | null
  readonly way: AgendaWay
  /** The key of the signal whose page is opened. */
  readonly signal: string | null
}

const NOTHING: Chosen = { consultation: null, worksheet: null, rules: null, way: 'whole', signal: null }
let current = $state.raw<Chosen>(NOTHING)

export const chosen = {
  get current(): Chosen {
    return current
  },
}

/** To a new plan. `rules`: whose signals it is about; null for all that are open. */
export function planNew(rules: readonly string[] | null = null, way: AgendaWay = 'whole'): void {
  to('plan', { rules, way })
}

/** To a plan that is changed. */
export function planAgain(consultation: string): void {
  to('plan', { consultation })
}

/** To the log of a talk that nobody planned. `rules`: whose signals it was about. */
export function logNew(rules: readonly string[] | null = null): void {
  to('log', { rules })
}

/** To the log of a plan, or to a log that is amended. */
export function logOf(consultation: string): void {
  to('log', { consultation })
}

export function readConsultation(consultation: string): void {
  to('talk', { consultation })
}

/** The same without another step back: for what was just saved. */
export function showSaved(consultation: string): void {
  current = { ...NOTHING, consultation }
  route.replace({ screen: 'consult', part: 'talk' })
}

export function openSignal(signal: string): void {
  to('signal', { signal })
}

export function openWorksheet(worksheet: string): void {
  to('worksheet', { worksheet })
}

function to(part: string, what: Partial<Chosen>): void {
  current = { ...NOTHING, ...what }
  route.go({ screen: 'consult', part })
}
