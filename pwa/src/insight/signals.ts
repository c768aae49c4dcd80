import type { PracticeDay } from '../checklists/practiceDay.ts'
import type { ObjectEvents } from './events.ts'
import { shippedQuestions, type Questions } from './questions.ts'
import type { Rule } from './rule.ts'
import { shippedRules } from './shippedRules.ts'
import type { Signal } from './signal.ts'

export class Signals {
  constructor(
    readonly rules: readonly Rule[] = shippedRules,
    readonly questions: Questions = shippedQuestions,
  ) {}

  /** The events of these objects as they now stand, in place of what was known of them. */
  follow(_objects: Iterable<ObjectEvents>): void {
    throw new Error('not built')
  }

  /** All signals up to a day: open ones first, newest first; then closed ones. `nowMs` decides what is a day old. */
  on(_today: PracticeDay, _nowMs?: number): readonly Signal[] {
    throw new Error('not built')
  }
}
