/** What a rule offers next, and where in the app each step leads. Pure but for the words. */
import { inSlots, type Contact } from '../../consult/contacts.ts'
import { telOf } from '../../consult/links.ts'
import type { Action, Level, Rule } from '../../insight/rule.ts'

/** The parts of the consult room that a step can lead to. */
export type ConsultPart = 'plan' | 'log' | 'worksheet'

export type Step =
  | { readonly kind: 'part'; readonly action: Action; readonly part: ConsultPart }
  | { readonly kind: 'call'; readonly action: Action; readonly contact: Contact; readonly tel: string }
  /** The minute on a domain, unfolded in place. */
  | { readonly kind: 'read'; readonly action: Action; readonly domain: string }
  /** Done without the app. */
  | { readonly kind: 'outside'; readonly action: Action }

const PARTS: Readonly<Partial<Record<Action, ConsultPart>>> = {
  'plan-consultation': 'plan',
  agenda: 'plan',
  'log-consultation': 'log',
  'decision-worksheet': 'worksheet',
}

const SLOTS: Readonly<Partial<Record<Action, readonly string[]>>> = {
  'own-emergency-number': ['emergency'],
  'own-crisis-line': ['crisis-line'],
  'call-supervisor-or-consultant': ['supervisor'],
  'call-professional-line': ['body-line'],
  'insurer-or-legal-line': ['legal-line'],
  'call-someone-on-my-side': ['my-side'],
  'colleague-assistance-line': ['assistance-line'],
  'plan-cover-for-clients': ['cover'],
}

// Answers to the signal, which stand below it anyway, and what is not yet part of the app.
const ELSEWHERE: readonly Action[] = [
  'mark-reached-someone',
  'ask-again-in-one-hour',
  'say-does-not-apply',
  'open-signal',
  'pause-reminders',
  'show-trend',
]
const READ = 'read-learn:'

/** In the rule's order. Whoever is not among `people` is no button, and a line of advice instead. */
export function stepsOf({ nextSteps }: Pick<Rule, 'nextSteps'>, people: readonly Contact[]): Step[] {
  const wanted = nextSteps.filter((action) => !ELSEWHERE.includes(action))
  const steps = wanted.map((action) => stepOf(action, people))
  // Two ways into one part are one way.
  return steps.filter(
    (step, at) =>
      step.kind !== 'part' ||
      !steps.slice(0, at).some((one) => one.kind === 'part' && one.part === step.part),
  )
}

/** The one to put first: something to do here and now, planning a talk if there is nothing else. A note asks for none. */
export function firstStep(level: Level, steps: readonly Step[]): Step | undefined {
  const first = steps.find(({ kind }) => kind === 'call' || kind === 'part')
  if (first !== undefined || level === 'note') return first
  return { kind: 'part', action: 'plan-consultation', part: 'plan' }
}

function stepOf(action: Action, people: readonly Contact[]): Step {
  const part = PARTS[action]
  if (part) return { kind: 'part', action, part }
  if (action.startsWith(READ)) return { kind: 'read', action, domain: action.slice(READ.length) }
  const [contact] = inSlots(people, SLOTS[action] ?? []).filter(({ phone }) => telOf(phone) !== null)
  const tel = contact ? telOf(contact.phone) : null
  return contact && tel !== null ? { kind: 'call', action, contact, tel } : { kind: 'outside', action }
}
