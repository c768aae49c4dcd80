/** The screens of a hard day: which one a rule leads to, whom it names first, and what else it offers. */

/** What can be done besides calling: words are `act-now.do.<id>`. */
export type Deed = 'procedure' | 'worksheet'

export interface Crisis {
  /** Its words: `act-now.<id>.title`, `act-now.<id>.text`. */
  readonly id: CrisisId
  /** Slots of contacts, the first to call first. */
  readonly calls: readonly string[]
  readonly deeds: readonly Deed[]
}

export const CRISIS_IDS = ['danger-to-someone', 'own-crisis', 'not-fit', 'acted', 'abuse-or-duty'] as const
export type CrisisId = (typeof CRISIS_IDS)[number]

const CRISES: Readonly<Record<CrisisId, Omit<Crisis, 'id'>>> = {
  'danger-to-someone': {
    calls: ['emergency', 'supervisor', 'body-line', 'legal-line'],
    deeds: ['procedure'],
  },
  'own-crisis': { calls: ['crisis-line', 'my-side', 'emergency', 'cover'], deeds: [] },
  'not-fit': { calls: ['supervisor', 'cover', 'assistance-line'], deeds: [] },
  acted: { calls: ['supervisor', 'body-line', 'legal-line'], deeds: ['worksheet'] },
  'abuse-or-duty': { calls: ['supervisor', 'body-line', 'legal-line'], deeds: ['procedure'] },
}

const OF_RULE: Readonly<Record<string, CrisisId>> = {
  'danger-now': 'danger-to-someone',
  'own-crisis': 'own-crisis',
  'not-fit-for-work': 'not-fit',
  'acted-on-a-pull': 'acted',
  'pull-and-secrecy': 'acted',
}

export function crisis(id: CrisisId): Crisis {
  return { id, ...CRISES[id] }
}

/** A rule of a later app that this one has no screen for leads to the one that names people first. */
export function crisisOf(rule: string): Crisis {
  return crisis(OF_RULE[rule] ?? 'not-fit')
}
