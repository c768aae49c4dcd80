import type { Response } from '../checklists/answering.ts'
import type { Signal } from './signal.ts'

export type NoticedState =
  | { readonly kind: 'closed' }
  /** `done` from 0 to 1. */
  | { readonly kind: 'reading'; readonly done: number }
  | {
      readonly kind: 'ready'
      /** Open, planned, snoozed and quiet ones: what asks most first. */
      readonly open: readonly Signal[]
      /** Closed ones, the last closed first. */
      readonly past: readonly Signal[]
      /** Those that a check raised, or raised anew (an act-now that is still open): what its panel shows. */
      readonly raisedBy: (entry: string) => readonly Signal[]
    }

export interface Noticed {
  readonly current: NoticedState
  subscribe(changed: () => void): () => void
  /** Once everything in the journal so far is in it. */
  settled(): Promise<void>
}

export declare const noticed: Noticed

/** What the answers of one check tell by themselves, for a locked phone. `offRules`: ids the person switched off. */
export declare function raisedByAlone(response: Response, offRules?: readonly string[]): readonly Signal[]
