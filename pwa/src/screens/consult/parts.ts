/** The screens behind Consult, each loaded when it is opened. */
import type { Component } from 'svelte'

type Loading = Promise<{ readonly default: Component }>

const loaders: Readonly<Record<string, () => Loading>> = {
  signal: () => import('./SignalPage.svelte'),
  'abuse-or-duty': () => import('./Duty.svelte'),
  plan: () => import('./Plan.svelte'),
  log: () => import('./Log.svelte'),
  talk: () => import('./Talk.svelte'),
  worksheets: () => import('./Worksheets.svelte'),
  worksheet: () => import('./Worksheet.svelte'),
}

/** The part of that name, or the room itself for a name that is none. */
export function loadPart(name: string): Loading {
  return (loaders[name] ?? (() => import('./Home.svelte')))()
}
