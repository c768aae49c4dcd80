/**
 * The fold: events in order become signals. Alike on every phone, as the order is (PROTOCOL 4.1).
 *
 * An answer has the rules that speak of it looked at, on its own day and on the largest day so far. Rules without an
 * answer of their own are looked at once for each day, before anything of that day. "The same answers", for which a
 * rule that fires keeps others silent, are those of the checks that it rests on.
 */
import { clearing, closing, isMeant, settles } from './closing.ts'
import { holds, type Held, type Look } from './conditions.ts'
import { dayOf, daysAfter, numberOf, type DayNumber } from './dayNumbers.ts'
import type { Answered, Checked, Consulted, JournalEvent, Ruled } from './events.ts'
import { History, type Given } from './history.ts'
import { Ledger, type Raised } from './ledger.ts'
import { Marks, type Mark } from './marks.ts'
import { outlineOf } from './outline.ts'
import type { Questions } from './questions.ts'
import type { Rule } from './rule.ts'
import { firedAnew, joined, opened, toldMore } from './raising.ts'
import { Rulings } from './rulings.ts'
import type { ClosedBy } from './signal.ts'
import { Spent } from './spent.ts'

const NOTE_DAYS = 28
/** A phone whose clock jumps by years has only this many days looked at. */
const DAYS_AT_ONCE = 400
const LONGER_LOOK = 'review'

export class Fold {
  readonly #questions: Questions
  #history = new History()
  readonly #rulings: Rulings
  readonly #spent = new Spent()
  readonly #marks = new Marks()
  /** What each event gave that can be counted. */
  readonly #taken: Taken[] = []
  #ledger = new Ledger()
  #lastDay: DayNumber | null = null

  constructor(rules: readonly Rule[], questions: Questions) {
    this.#questions = questions
    this.#rulings = new Rulings(rules)
    this.#marks.keep(this.#mark())
  }

  /** How many events it has taken. */
  get count(): number {
    return this.#taken.length
  }

  /** `horizon`: the last day that may have come; an event of a later day is one of a wrong clock. */
  take(event: JournalEvent, horizon: DayNumber): void {
    const named = numberOf(event.day)
    const day = named > horizon ? (this.#lastDay ?? horizon) : named
    if (event.what !== 'planned' && event.what !== 'ruled') this.#moveOn(this.#ledger, day)
    const answers = event.what === 'checked' ? this.#givenIn(event, day) : null
    this.#taken.push(answers && { day, answers })
    this.#obey(event, day, answers ?? [])
    this.#closeWhereNothingIsOpen(this.#ledger, this.#lastDay ?? day, event.at)
    if (this.#marks.isDue(this.count)) this.#marks.keep(this.#mark())
  }

  /** Back to where it stood after `count` events at the most, from which it can be led on. */
  goBack(count: number): void {
    const mark = this.#marks.goBack(count)
    const undone = this.#taken.splice(mark.count).reverse()
    if (mark.count === 0) this.#history = new History()
    else for (const one of undone) if (one) this.#history.takeBack(one.day, one.answers)
    this.#lastDay = mark.lastDay
    this.#history.talks = mark.talks.copy()
    this.#rulings.takeBack(mark.rulings)
    this.#spent.takeBack(mark.spent)
    this.#ledger = mark.ledger.goBack()
  }

  /** Signals as they stand on a day, which may be later than all events; the fold itself stays where it is. */
  upTo(today: DayNumber): Ledger {
    const last = this.#lastDay
    if (last === null || today <= last) return this.#ledger
    const ledger = this.#ledger.copy()
    for (const day of daysAfter(last, today, DAYS_AT_ONCE)) this.#tick(ledger, day)
    return ledger
  }

  #mark(): Mark {
    return {
      count: this.count,
      lastDay: this.#lastDay,
      talks: this.#history.talks.copy(),
      rulings: this.#rulings.count,
      spent: this.#spent.counts,
      ledger: this.#ledger.copy(),
    }
  }

  #obey(event: JournalEvent, day: DayNumber, given: readonly Given[]): void {
    switch (event.what) {
      case 'checked':
        this.#check(event, day, given)
        break
      case 'answered':
        this.#answer(event, day)
        break
      case 'planned':
        this.#ledger.plan(event.object, { when: numberOf(event.when), at: event.at })
        break
      case 'consulted':
        this.#consult(event, day)
        break
      case 'turned-out':
        this.#turnOut(event.object, day, event.at)
        break
      case 'ruled':
        this.#rule(event, day)
        break
    }
  }

  #moveOn(ledger: Ledger, day: DayNumber): void {
    const last = this.#lastDay
    if (last !== null && day <= last) return
    if (last === null) this.#tick(ledger, day)
    else for (const next of daysAfter(last, day, DAYS_AT_ONCE)) this.#tick(ledger, next)
    this.#lastDay = day
  }

  /** A day begins. */
  #tick(ledger: Ledger, day: DayNumber): void {
    const at = `${dayOf(day)}T00:00:00.000Z-0000`
    for (const raised of ledger.open) {
      if (raised.rule.level === 'note' && day - raised.opened >= NOTE_DAYS)
        this.#close(ledger, raised, 'expired', day, at)
    }
    this.#closeWhereNothingIsOpen(ledger, day, at)
    for (const id of this.#rulings.ofSilence) {
      const rule = this.#rulings.on(id, day)
      if (rule === null || this.#isTooSoon(rule, day)) continue
      const open = ledger.openOf(id)
      if (open && !outlineOf(rule).tellsOnce) continue
      const held = holds(rule.when, this.#look(ledger, rule.id, day))
      if (held === null) continue
      if (open && held.subjects.length > 0) ledger.keep(toldMore(open, held))
      else if (!open && !this.#isCoolingDown(rule, day, ledger))
        ledger.keep(opened(rule, day, { held, at, key: dayOf(day), check: null }))
    }
  }

  #givenIn({ object: entry, at, device, answers }: Checked, day: DayNumber): readonly Given[] {
    return answers.map(([linkId, code]) => {
      const ordinal = this.#questions.get(linkId)?.get(code) ?? null
      return { entry, linkId, code, ordinal, day, at, device }
    })
  }

  #check(event: Checked, day: DayNumber, given: readonly Given[]): void {
    this.#history.addCheck(event.object, day, given)
    const busy = new Set<string>()
    const latest = this.#lastDay ?? day
    for (const id of this.#rulings.about(event.answers)) {
      if (this.#lookAt(id, day, event, given)) busy.add(id)
      if (latest !== day && this.#lookAt(id, latest, event, given)) busy.add(id)
    }
    this.#clearByAnswers(event, day, busy)
  }

  /** Whether the check is part of a signal of this rule now. */
  #lookAt(id: string, day: DayNumber, event: Checked, given: readonly Given[]): boolean {
    const rule = this.#rulings.on(id, day)
    if (rule === null) return false
    const open = this.#ledger.openOf(id)
    const isAsked = !this.#isTooSoon(rule, day) && (open === undefined || outlineOf(rule).canFireAnew)
    const held = isAsked ? holds(rule.when, this.#look(this.#ledger, id, day)) : null
    const first = held?.answers.find((answer) => given.includes(answer))
    if (open) return this.#join(open, first ? held : null, event, given)
    if (held === null || !first || this.#isCoolingDown(rule, day)) return false
    const key = `${event.object}.${first.linkId}`
    this.#ledger.keep(opened(rule, day, { held, at: event.at, key, check: event }))
    this.#hide(rule, held.answers)
    return true
  }

  /** What is answered while a signal is open is part of it; an answer that would fire it fires it anew. */
  #join(open: Raised, fired: Held | null, event: Checked, given: readonly Given[]): boolean {
    const [{ speaksOf }, spent] = [outlineOf(open.rule), this.#spent.of(open.rule.id)]
    const added: Given[] = []
    const add = (answer: Given): void => {
      if (open.belongs.has(answer)) return
      open.belongs.add(answer)
      added.push(answer)
    }
    for (const answer of given) if (speaksOf(answer) && !spent.has(answer)) add(answer)
    fired?.answers.forEach(add)
    if (fired === null && added.length === 0) return false
    const more = joined(open, added)
    this.#ledger.keep(fired ? firedAnew(more, event) : more)
    if (fired) this.#hide(open.rule, fired.answers)
    return true
  }

  #hide({ hides }: Rule, answers: readonly Given[]): void {
    const entries = new Set(answers.map(({ entry }) => entry))
    for (const id of hides) {
      const mayCount = this.#rulings.mayCount(id)
      for (const entry of entries) this.#spent.add(id, this.#history.answersIn(entry).filter(mayCount))
    }
  }

  #clearByAnswers(event: Checked, day: DayNumber, busy: ReadonlySet<string>): void {
    const today = this.#lastDay ?? day
    const isLook = event.checklist === LONGER_LOOK && !event.isAmendment
    for (const raised of this.#ledger.open) {
      if (busy.has(raised.rule.id)) continue
      const by = outlineOf(raised.rule).isCleared ? clearing(raised, event, this.#history, today) : null
      if (by) this.#close(this.#ledger, raised, by, day, event.at)
      else if (isLook) this.#wake(raised)
    }
  }

  /** What went quiet waits for the longer look, and is open again with it. */
  #wake(raised: Raised): void {
    const isQuiet = raised.snoozes >= 2 || raised.said?.answer === 'taken-over'
    if (isQuiet) this.#ledger.keep({ ...raised, said: null, snoozes: 0 })
  }

  #answer(event: Answered, day: DayNumber): void {
    const open = this.#ledger.openOf(event.rule)
    if (!open || !isMeant(open, event)) return
    const by = closing(open.rule, event)
    const isSnooze = event.answer === 'snoozed'
    const isHeard = isSnooze || event.answer === 'planned' || event.answer === 'taken-over'
    if (by) this.#close(this.#ledger, open, by, day, event.at)
    else if (isHeard) this.#ledger.keep({ ...open, said: event, snoozes: open.snoozes + (isSnooze ? 1 : 0) })
  }

  #consult(event: Consulted, day: DayNumber): void {
    const actionBy = event.actionBy === null ? null : numberOf(event.actionBy)
    this.#history.talks.add({ id: event.object, day, actionBy, hasOutcome: false })
    this.#ledger.planDone(event.object)
    for (const raised of this.#ledger.open) {
      if (settles(event, day, raised)) this.#close(this.#ledger, raised, 'consultation', day, event.at)
    }
  }

  #turnOut(consultation: string, day: DayNumber, at: string): void {
    this.#history.talks.turnedOut(consultation)
    for (const raised of this.#ledger.open) {
      const { rule, subjects } = raised
      if (!rule.clears.any.includes('outcome-written') || !subjects.includes(consultation)) continue
      if (subjects.every((id) => this.#history.talks.hasOutcome(id)))
        this.#close(this.#ledger, raised, 'outcome', day, at)
    }
  }

  /** Set anew: what the person said of it before is over, and one that was switched off has nothing open. */
  #rule(event: Ruled, day: DayNumber): void {
    this.#rulings.follow(event)
    this.#ledger.forgetNotApplying(event.rule)
    const open = this.#ledger.openOf(event.rule)
    if (open && this.#rulings.on(event.rule, day) === null)
      this.#close(this.#ledger, open, 'switched-off', day, event.at)
  }

  #closeWhereNothingIsOpen(ledger: Ledger, day: DayNumber, at: string): void {
    const isAlone = ({ id }: Rule): boolean => !ledger.hasOpenBesides(id, 'consult', Infinity)
    const done = ledger.open.find(({ rule }) => outlineOf(rule).endsWithOthers && isAlone(rule))
    if (!done) return
    this.#close(ledger, done, 'nothing-open', day, at)
    this.#closeWhereNothingIsOpen(ledger, day, at)
  }

  #close(ledger: Ledger, raised: Raised, by: ClosedBy, day: DayNumber, at: string): void {
    ledger.close(raised, by, day, at)
    // Ahead of the events nothing is looked at by its answers: only the fold itself remembers them.
    if (ledger === this.#ledger) this.#spent.add(raised.rule.id, raised.belongs)
  }

  #look(ledger: Ledger, rule: string, day: DayNumber): Look {
    const spent = this.#spent.of(rule)
    return {
      history: this.#history,
      day,
      isSpent: (answer) => spent.has(answer),
      open: (level, by) => ledger.openBesides(rule, level, by),
      hasOpen: (level, by) => ledger.hasOpenBesides(rule, level, by),
      reached: (level, by) => ledger.reachedBy(level, by),
      isTold: (subject) => ledger.isTold(rule, subject),
    }
  }

  #isTooSoon(rule: Rule, day: DayNumber): boolean {
    const { first } = this.#history
    return first === null || day - first < outlineOf(rule).firstDays
  }

  #isCoolingDown({ id, cooldownDays }: Rule, day: DayNumber, ledger = this.#ledger): boolean {
    const closedOn = ledger.closedOn(id)
    return cooldownDays > 0 && closedOn !== undefined && day < closedOn + cooldownDays
  }
}

type Taken = { readonly day: DayNumber; readonly answers: readonly Given[] } | null
