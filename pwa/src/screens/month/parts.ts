/** The screens behind Month, each loaded when it is opened. */
import type { Component } from 'svelte'

type Loading = Promise<{ readonly default: Component }>

const loaders: Readonly<Record<string, () => Loading>> = {
  trends: () => import('./Trends.svelte'),
  compare: () => import('./Compare.svelte'),
  quarter: () => import('./Quarter.svelte'),
  year: () => import('./Year.svelte'),
  goal: () => import('./Goal.svelte'),
  reflect: () => import('./Reflect.svelte'),
  'reflect-year': () => import('./ReflectYear.svelte'),
  record: () => import('./Record.svelte'),
  brief: () => import('./Brief.svelte'),
}

/** The part of that name, or the room itself for a name that is none. */
export function loadPart(name: string): Loading {
  return (loaders[name] ?? (() => import('./Home.svelte')))()
}
