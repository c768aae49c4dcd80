/**
 * The fold: events in order become signals. Alike on every phone, as the order is (PROTOCOL 4.1).
 *
 * An answer has the rules that speak of it looked at, on its own day and on the largest day so far. Rules without an
 * answer of their own are looked at once for each day, before anything of that day. "The same answers", for which a
 * rule that fires keeps others silent, are those of the checks that it rests on.
 */
import { closing, isCalm, isLevelAgain, settles } from './closing.ts'
import { holds, matches, type Held, type Look } from './conditions.ts'
import { dayOf, numberOf, type DayNumber } from './dayNumbers.ts'
import type { Answered, Checked, Consulted, JournalEvent, Ruled } from './events.ts'
import { History, type Given } from './history.ts'
import { Ledger, type Raised } from './ledger.ts'
import { canFireAnew, selectorsOf } from './parts.ts'
import type { Questions } from './questions.ts'
import type { Rule } from './rule.ts'
import { Rulings } from './rulings.ts'
import type { ClosedBy } from './signal.ts'

const FIRST_WEEKS = { trend: 56, absence: 30 }
const NOTE_DAYS = 28
/** A phone whose clock jumps by years has only this many days looked at. */
const DAYS_AT_ONCE = 400
const LONGER_LOOK = 'review'
const JOINED_MOST = 40

export class Fold {
  readonly #questions: Questions
  readonly #history = new History()
  readonly #rulings: Rulings
  /** By rule: answers of its closed signals, and those that are hidden from it. */
  readonly #spent = new Map<string, Set<Given>>()
  readonly #ledger = new Ledger()
  #lastDay: DayNumber | null = null

  constructor(rules: readonly Rule[], questions: Questions) {
    this.#questions = questions
    this.#rulings = new Rulings(rules)
  }

  take(event: JournalEvent): void {
    const day = numberOf(event.day)
    if (event.what !== 'planned' && event.what !== 'ruled') this.#moveOn(this.#ledger, day)
    this.#obey(event, day)
    this.#closeWhereNothingIsOpen(this.#ledger, this.#lastDay ?? day, event.at)
  }

  /** Signals as they stand on a day, which may be later than all events; the fold itself stays where it is. */
  upTo(today: DayNumber): Ledger {
    if (this.#lastDay === null || today <= this.#lastDay) return this.#ledger
    const ledger = this.#ledger.copy()
    for (let day = this.#lastDay + 1; day <= today; day++) this.#tick(ledger, day)
    return ledger
  }

  #obey(event: JournalEvent, day: DayNumber): void {
    switch (event.what) {
      case 'checked':
        this.#check(event, day)
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
    const from = last === null ? day : Math.max(last + 1, day - DAYS_AT_ONCE)
    for (let next = from; next <= day; next++) this.#tick(ledger, next)
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
      const held = holds(rule.when, this.#look(ledger, rule.id, day))
      if (held === null) continue
      const open = ledger.openOf(id)
      if (open === undefined) this.#open(ledger, rule, day, { held, at, key: dayOf(day), check: null })
      else if (held.subjects.length > 0)
        ledger.keep({
          ...open,
          subjects: [...open.subjects, ...held.subjects],
          joined: lastOf([...open.joined, ...held.answers]),
        })
    }
  }

  #check(event: Checked, day: DayNumber): void {
    const given = event.answers.map(([linkId, code]): Given => {
      const ordinal = this.#questions.get(linkId)?.get(code) ?? null
      return { entry: event.object, linkId, code, ordinal, day, at: event.at, device: event.device }
    })
    this.#history.addCheck(day, given)
    const busy = new Set<string>()
    for (const id of this.#rulings.about(event.answers)) {
      for (const on of new Set([day, this.#lastDay ?? day])) {
        if (this.#lookAt(id, on, event, given)) busy.add(id)
      }
    }
    this.#clearByAnswers(event, day, busy)
  }

  /** Whether the check is part of a signal of this rule now. */
  #lookAt(id: string, day: DayNumber, event: Checked, given: readonly Given[]): boolean {
    const rule = this.#rulings.on(id, day)
    if (rule === null) return false
    const open = this.#ledger.openOf(id)
    const isAsked = !this.#isTooSoon(rule, day) && (open === undefined || canFireAnew(rule))
    const held = isAsked ? holds(rule.when, this.#look(this.#ledger, id, day)) : null
    const fires = held?.answers.some((answer) => given.includes(answer)) ?? false
    if (open) return this.#join(open, held && fires ? held : null, event, given)
    if (held === null || !fires || this.#isCoolingDown(rule, day)) return false
    const [first] = held.answers.filter((answer) => given.includes(answer))
    const key = `${event.object}.${first?.linkId ?? ''}`
    this.#open(this.#ledger, rule, day, { held, at: event.at, key, check: event })
    return true
  }

  /** What is answered while a signal is open is part of it; an answer that would fire it fires it anew. */
  #join(open: Raised, fired: Held | null, event: Checked, given: readonly Given[]): boolean {
    const selectors = selectorsOf(open.rule.when)
    const isSpent = this.#spent.get(open.rule.id)
    const joining = given.filter(
      (answer) => !isSpent?.has(answer) && selectors.some((selector) => matches(selector, answer)),
    )
    const added = [...joining, ...(fired?.answers ?? [])].filter((answer) => !open.belongs.has(answer))
    if (fired === null && added.length === 0) return false
    for (const answer of added) open.belongs.add(answer)
    const anew = fired && {
      latestMs: Math.max(event.aboutMs, open.latestMs ?? event.aboutMs),
      raisedIn: lastOf([...open.raisedIn.filter((entry) => entry !== event.object), event.object]),
    }
    this.#ledger.keep({ ...open, joined: lastOf([...open.joined, ...new Set(added)]), ...anew })
    if (fired) this.#hide(open.rule, fired.answers)
    return true
  }

  #open(
    ledger: Ledger,
    rule: Rule,
    day: DayNumber,
    by: { held: Held; at: string; key: string; check: Checked | null },
  ): void {
    if (by.check === null && this.#isCoolingDown(rule, day, ledger)) return
    ledger.keep({
      rule,
      key: `${rule.id}.${by.key}`,
      opened: day,
      openedAt: by.at,
      latestMs: by.check?.aboutMs ?? null,
      causes: by.held.answers,
      joined: [],
      belongs: new Set(by.held.answers),
      subjects: by.held.subjects,
      raisedIn: by.check ? [by.check.object] : [],
      said: null,
      snoozes: 0,
      closed: null,
    })
    if (by.check) this.#hide(rule, by.held.answers)
  }

  #hide({ hides }: Rule, answers: readonly Given[]): void {
    const entries = new Set(answers.map(({ entry }) => entry))
    for (const id of hides) {
      for (const entry of entries) this.#spend(id, this.#history.answersIn(entry))
    }
  }

  #spend(rule: string, answers: Iterable<Given>): void {
    const spent = this.#spent.get(rule) ?? new Set()
    for (const answer of answers) spent.add(answer)
    this.#spent.set(rule, spent)
  }

  #clearByAnswers(event: Checked, day: DayNumber, busy: ReadonlySet<string>): void {
    const today = this.#lastDay ?? day
    for (const raised of this.#ledger.open) {
      const { rule } = raised
      const close = (by: ClosedBy): void => this.#close(this.#ledger, raised, by, day, event.at)
      if (busy.has(rule.id)) continue
      if (rule.clears.any.includes('any-check') && !event.isAmendment) close('check')
      else if (isCalm(raised, event, this.#history, today)) close('calm')
      else if (isLevelAgain(raised, event, this.#look(this.#ledger, rule.id, today))) close('level')
      else if (event.checklist === LONGER_LOOK && !event.isAmendment) this.#wake(raised)
    }
  }

  /** What went quiet waits for the longer look, and is open again with it. */
  #wake(raised: Raised): void {
    const isQuiet = raised.snoozes >= 2 || raised.said?.answer === 'taken-over'
    if (isQuiet) this.#ledger.keep({ ...raised, said: null, snoozes: 0 })
  }

  #answer(event: Answered, day: DayNumber): void {
    const open = this.#ledger.openOf(event.rule)
    if (!open) return
    const by = closing(open.rule, event)
    const isSnooze = event.answer === 'snoozed'
    const isHeard = isSnooze || event.answer === 'planned' || event.answer === 'taken-over'
    if (by) this.#close(this.#ledger, open, by, day, event.at)
    else if (isHeard) this.#ledger.keep({ ...open, said: event, snoozes: open.snoozes + (isSnooze ? 1 : 0) })
  }

  #consult(event: Consulted, day: DayNumber): void {
    const actionBy = event.actionBy === null ? null : numberOf(event.actionBy)
    this.#history.addConsultation({ id: event.object, day, actionBy, hasOutcome: false })
    this.#ledger.planDone(event.object)
    for (const raised of this.#ledger.open) {
      if (settles(event, day, raised)) this.#close(this.#ledger, raised, 'consultation', day, event.at)
    }
  }

  #turnOut(consultation: string, day: DayNumber, at: string): void {
    this.#history.turnedOut(consultation)
    for (const raised of this.#ledger.open) {
      const { rule, subjects } = raised
      if (!rule.clears.any.includes('outcome-written') || !subjects.includes(consultation)) continue
      if (subjects.every((id) => this.#history.hasOutcome(id)))
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
    const done = ledger.open.find(
      ({ rule }) =>
        rule.clears.any.includes('no-open-signals') &&
        ledger.openBesides(rule.id, 'consult', Infinity).length === 0,
    )
    if (!done) return
    this.#close(ledger, done, 'nothing-open', day, at)
    this.#closeWhereNothingIsOpen(ledger, day, at)
  }

  #close(ledger: Ledger, raised: Raised, by: ClosedBy, day: DayNumber, at: string): void {
    ledger.close(raised, by, day, at)
    // Ahead of the events nothing is looked at by its answers: only the fold itself remembers them.
    if (ledger === this.#ledger) this.#spend(raised.rule.id, raised.belongs)
  }

  #look(ledger: Ledger, rule: string, day: DayNumber): Look {
    const spent = this.#spent.get(rule)
    return {
      history: this.#history,
      day,
      isSpent: (answer) => spent?.has(answer) ?? false,
      open: (level, by) => ledger.openBesides(rule, level, by),
      reached: (level, by) => ledger.reachedBy(level, by),
      isTold: (subject) => ledger.isTold(rule, subject),
    }
  }

  #isTooSoon({ kind }: Rule, day: DayNumber): boolean {
    const days = kind === 'trend' || kind === 'absence' ? FIRST_WEEKS[kind] : 0
    return this.#history.first === null || day - this.#history.first < days
  }

  #isCoolingDown({ id, cooldownDays }: Rule, day: DayNumber, ledger = this.#ledger): boolean {
    const closedOn = ledger.closedOn(id)
    return cooldownDays > 0 && closedOn !== undefined && day < closedOn + cooldownDays
  }
}

/** What is open for years would otherwise grow with every check. */
function lastOf<One>(all: readonly One[]): readonly One[] {
  return all.length > JOINED_MOST ? all.slice(-JOINED_MOST) : all
}
