/** The screens behind settings, each loaded when it is opened. */
import type { Component } from 'svelte'

type Loading = Promise<{ readonly default: Component }>

const loaders: Readonly<Record<string, () => Loading>> = {
  locks: () => import('./Locks.svelte'),
  passphrase: () => import('./Passphrase.svelte'),
  'recovery-code': () => import('./RecoveryCode.svelte'),
  passkey: () => import('./Passkey.svelte'),
  leave: () => import('./Leave.svelte'),
  pages: () => import('../leave/Pages.svelte'),
  retention: () => import('./Retention.svelte'),
  erase: () => import('./Erase.svelte'),
  rehearse: () => import('./Rehearse.svelte'),
  checklists: () => import('./Checklists.svelte'),
  rules: () => import('./Rules.svelte'),
  codes: () => import('./Codes.svelte'),
  sync: () => import('../sync/Sync.svelte'),
  'sync-on': () => import('../sync/TurnOn.svelte'),
  'sync-off': () => import('../sync/Leaving.svelte'),
  'sign-in': () => import('../sync/SignIn.svelte'),
  'add-phone': () => import('../sync/AddPhone.svelte'),
  phones: () => import('../sync/Phones.svelte'),
  nudges: () => import('../nudges/Nudges.svelte'),
  people: () => import('../consult/People.svelte'),
  about: () => import('./About.svelte'),
}

/** The part of that name, or the index for a name that is none. */
export function loadPart(name: string): Loading {
  return (loaders[name] ?? (() => import('./Index.svelte')))()
}
