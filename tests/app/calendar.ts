/**
 * The app's own calendar files, asked for on standard input: a list of plans with what is said of them, answered by a
 * list of texts.
 */
import { readFileSync } from 'node:fs'

import { icsOf, type InCalendar } from '../../pwa/src/consult/calendar.ts'
import type { Plan } from '../../pwa/src/consult/consultation.ts'

interface Asked {
  readonly id: string
  readonly revision: number
  readonly plan: Pick<Plan, 'when' | 'zone' | 'length'>
  readonly said: InCalendar
  readonly nowMs: number
}

const asked = JSON.parse(readFileSync(0, 'utf8')) as Asked[]
const texts = asked.map(({ id, revision, plan, said, nowMs }) => icsOf({ id, revision, plan }, said, nowMs))
process.stdout.write(JSON.stringify(texts))
