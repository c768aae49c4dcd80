/**
 * Which consultation, worksheet or signals a screen of this room is about. Kept here and not in the address, which tells
 * a room and never what was read in it; forgotten when the app is loaded anew.
 */
import type { AgendaWay } from '../../consult/agenda.ts'
import { route } from '../../parts/route.svelte.ts'

export interface Chosen {
  readonly consultation: string | null
  readonly worksheet: string | null
  /** The rules whose signals are ticked at first; null for those that ask to be talked over. */
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

/** For a link that is just being followed. */
export function choose(what: Partial<Chosen>): void {
  current = { ...NOTHING, ...what }
}

/** To a new plan, which bundles all that asks to be talked over. `rules`: whose signals it is about in any case. */
export function planNew(rules: readonly string[] | null = null, way: AgendaWay = 'whole'): void {
  to('plan', { rules, way })
}

/** To a plan that is changed. */
export function planAgain(consultation: string): void {
  to('plan', { consultation })
}

/** To the log of a talk that nobody planned. `rules`: whose signals it was about; null for those that ask for one. */
export function logNew(rules: readonly string[] | null = null): void {
  to('log', { rules })
}

/** To the log of a plan, or to a log that is amended. */
export function logOf(consultation: string): void {
  to('log', { consultation })
}

export function openSignal(signal: string): void {
  to('signal', { signal })
}

/** To a worksheet, a new one too: worksheet.ts `begin` gives its id. */
export function openWorksheet(worksheet: string): void {
  to('worksheet', { worksheet })
}

/**
 * What was just saved takes the place of its form: back leads to where the form was opened. Who went elsewhere while it
 * was being saved is left there.
 */
export function showSaved(consultation: string): void {
  const { current: here } = route
  if (here.screen !== 'consult' || (here.part !== 'plan' && here.part !== 'log')) return
  choose({ consultation })
  route.replace({ screen: 'consult', part: 'talk' })
}

/** Nothing is chosen, as after loading the app anew: the room itself. */
export function home(): void {
  choose({})
  route.replace({ screen: 'consult', part: '' })
}

function to(part: string, what: Partial<Chosen>): void {
  choose(what)
  route.go({ screen: 'consult', part })
}
