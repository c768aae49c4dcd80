/** Which month is looked at. Kept here and not in the address; forgotten when the app is loaded anew. */
import { monthOf, monthsAway, type PracticeMonth } from '../../journal/months.ts'
import { today } from '../daytime.ts'

let month = $state.raw<PracticeMonth | null>(null)

export const chosen = {
  /** This month, until another one is chosen. */
  get month(): PracticeMonth {
    return month ?? monthOf(today())
  },
}

export function lookAt(next: PracticeMonth): void {
  month = next
}

/** So many months later, or earlier; never to a month that has not come. */
export function lookAway(count: number): void {
  const [next, now] = [monthsAway(chosen.month, count), monthOf(today())]
  lookAt(next < now ? next : now)
}
