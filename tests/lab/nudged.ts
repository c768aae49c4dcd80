/**
 * Pairs of phones that do the same and answer differently: one calm, one with open signals and act-now answers. What a
 * server gets of each, and what it sends for it to a push service, stands on a line of JSON.
 *
 * The app's own code notices, wishes, plans and seals. `leak` breaks it on purpose: a test sees what would be seen.
 */
import './seeded.ts'

import words from '../../pwa/content/words/en.json' with { type: 'json' }
import { windowMinutes } from '../../pwa/src/nudges/hours.ts'
import type { Kept } from '../../pwa/src/nudges/kept.ts'
import { saidBy, sealSlots, slotsOf, type Planning } from '../../pwa/src/nudges/planning.ts'
import { waitingOf, type Said, type Slot } from '../../pwa/src/nudges/schedule.ts'
import { withWritten } from '../../pwa/src/nudges/written.ts'
import { bytesToB64, bytesToHex, bytesToText, concat, randomBytes, type Bytes } from '../../pwa/src/protocol/bytes.ts'
import { writeChange, type Change } from '../../pwa/src/protocol/change.ts'
import { pad } from '../../pwa/src/protocol/envelope.ts'
import { holdRoot, newRoot, nudgesKey } from '../../pwa/src/protocol/keys.ts'
import { openSlot, type Neutral } from '../../pwa/src/protocol/nudges.ts'
import { ENVELOPE_OVERHEAD_BYTES } from '../../pwa/src/protocol/sizes.ts'
import { Chance } from './chance.ts'
import { BEGIN, DAY_MS, habitsOf, type Habits } from './habits.ts'
import { Journaled, type Half } from './journaled.ts'

interface Asked {
  readonly pairs: number
  readonly days: number
  readonly leak: '' | 'byte' | 'minute'
  /** Whether payloads are told whole. */
  readonly isWhole: boolean
}

const MINUTE_MS = 60_000
/** What a push message is longer than its payload (RFC 8291). */
const SEALED_MORE_BYTES = 103
const LOUD = ['talk', 'hard-day', 'planned', 'after-talk']
const { pairs, days, leak, isWhole } = JSON.parse(process.argv[2] ?? '') as Asked

/** As the app's own neutralText, which only its build can load. */
function neutral(isLast: boolean): Neutral {
  const body = words[isLast ? 'nudge.neutral.last' : 'nudge.neutral.body']
  return { title: words['nudge.neutral.title'], body, navigate: 'https://plumbline.example/', lang: 'en', dir: 'ltr' }
}

/** due, bytes, the number of what it says openly, how its sealed part is spread. */
type Seen = readonly [due: number, bytes: number, open: number, spread: number]
type Upload = readonly [at: number, windowMinutes: number, slots: readonly Seen[]]

class Phone {
  readonly uploads: Upload[] = []
  readonly payloads: string[][] = []
  readonly changes: (readonly [at: number, bytes: number])[] = []
  readonly pushed: (readonly [due: number, bytes: number])[] = []
  readonly texts = new Set<string>()
  repeated = 0
  readonly journal: Journaled
  readonly #habits: Habits
  readonly #phone = { account: bytesToHex(randomBytes(16)), device: bytesToHex(randomBytes(16)), epoch: 1 }
  readonly #key: CryptoKey
  readonly #sealed = new Set<string>()
  #kept: Planning & Pick<Kept, 'seen'>
  #said: readonly Said[] = []
  #waiting: readonly Seen[] = []

  constructor(half: Half, chance: Chance, habits: Habits, key: CryptoKey) {
    this.journal = new Journaled(half, chance, habits.zone, this.#phone.device)
    this.#habits = habits
    this.#key = key
    const seen = { seq: 0, taken: 0, at: BEGIN }
    this.#kept = { pattern: habits.pattern, reminders: [], seen, written: [] }
  }

  async live(): Promise<void> {
    for (const { at, checks, isSaying, reminder } of this.#habits.visits) {
      this.#push(at)
      this.journal.moveTo(at)
      for (const what of checks) this.#send(at, this.journal.check(what))
      if (isSaying) this.#send(at, this.journal.say())
      await this.#renew(at, reminder === null ? [] : [reminder])
    }
    this.#push(BEGIN + days * DAY_MS)
  }

  #send(at: number, change: Change): void {
    this.changes.push([at, pad(writeChange(change, this.#phone.device)).length + ENVELOPE_OVERHEAD_BYTES])
  }

  /** What was due by now has been sent. */
  #push(nowMs: number): void {
    for (const [due, bytes] of this.#waiting) if (due <= nowMs) this.pushed.push([due, bytes + SEALED_MORE_BYTES])
    this.#waiting = this.#waiting.filter(([due]) => due > nowMs)
  }

  /** Step by step as renewing.ts. */
  async #renew(nowMs: number, fresh: readonly number[]): Promise<void> {
    const now = { nowMs, zone: this.#habits.zone, dayEndsAt: '04:00' }
    const { taken } = this.journal
    const reminders = waitingOf([...this.#kept.reminders, ...fresh], nowMs)
    this.#kept = { ...this.#kept, ...withWritten(this.#kept, { seq: taken, taken }, now), reminders }
    const agenda = this.#habits.isExplicit
      ? { wishes: this.journal.wishes(), said: this.#said, key: this.#key, epoch: 1 }
      : null
    const slots = slotsOf(this.#kept, agenda, now)
    const sent = await sealSlots(slots, this.#kept, agenda, this.#phone, neutral)
    if (agenda !== null) this.#said = saidBy(slots, agenda.said, now)
    for (const { text } of slots) this.texts.add(text)
    const payloads = sent.map(({ payload }, place) => leaking(payload, slots[place]))
    this.#waiting = slots.map((slot, place) => this.#seen(slot, payloads[place] ?? new Uint8Array()))
    this.uploads.push([nowMs, windowMinutes(this.#kept.pattern), this.#waiting])
    if (isWhole) this.payloads.push(payloads.map((payload) => bytesToB64(payload)))
    if (agenda !== null && this.uploads.length === 1) await this.#mustOpen(sent[0]?.payload, slots[0])
  }

  #seen(slot: Slot, payload: Bytes): Seen {
    const text = bytesToText(payload)
    const from = text.indexOf('"sealed":"') + '"sealed":"'.length
    const to = text.indexOf('"', from)
    const sealed = text.slice(from, to)
    if (this.#sealed.has(sealed)) this.repeated += 1
    this.#sealed.add(sealed)
    let spread = 0
    for (let at = from; at < to; at++) spread += text.charCodeAt(at)
    const due = new Date(slot.dueMs).toISOString()
    const open = numberOf(text.slice(0, from).replace(due, '') + sealed.length + text.slice(to))
    return [slot.dueMs + (isLeaking('minute', slot) ? MINUTE_MS : 0), payload.length, open, spread]
  }

  /** By the browser's own cipher: what is compared here is what a phone would open. */
  async #mustOpen(payload: Bytes | undefined, slot: Slot | undefined): Promise<void> {
    const opened = payload && (await openSlot(payload, this.#key, this.#phone))
    if (opened?.['text'] !== slot?.text) throw new Error('a slot does not open')
  }
}

function isLeaking(what: 'byte' | 'minute', slot: Slot | undefined): boolean {
  return leak === what && slot !== undefined && LOUD.includes(slot.text)
}

function leaking(payload: Bytes, slot: Slot | undefined): Bytes {
  return isLeaking('byte', slot) ? concat(payload, Uint8Array.of(0x20)) : payload
}

const numbers = new Map<string, number>()

/** The same for what is the same; of all phones. */
function numberOf(text: string): number {
  const number = numbers.get(text) ?? numbers.size
  numbers.set(text, number)
  return number
}

for (let pair = 1; pair <= pairs; pair++) {
  const habits = habitsOf(new Chance(pair), days)
  for (const half of ['calm', 'loud'] as const) {
    const phone = new Phone(half, new Chance(pair), habits, await nudgesKey(await holdRoot(newRoot())))
    await phone.live()
    const { uploads, payloads, changes, pushed, repeated } = phone
    const known = { noticed: phone.journal.noticed(), texts: [...phone.texts].sort() }
    process.stdout.write(`${JSON.stringify({ pair, half, ...known, uploads, payloads, changes, pushed, repeated })}\n`)
  }
}
