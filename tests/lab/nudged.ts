/**
 * Pairs of simulated phones that do the same and answer differently: one calm, one with open signals and hard days. What
 * a server and a push service get of each stands on a line of JSON.
 *
 * The app's own code wishes, plans and seals. `leak` breaks it on purpose, so that a test can see what would be seen.
 */
import { writeChange } from '../../pwa/src/protocol/change.ts'
import { pad } from '../../pwa/src/protocol/envelope.ts'
import { tick, timeMsOf } from '../../pwa/src/protocol/hlc.ts'
import { holdRoot, newRoot, nudgesKey } from '../../pwa/src/protocol/keys.ts'
import { windowMinutes } from '../../pwa/src/nudges/hours.ts'
import { saidBy, sealSlots, slotsOf } from '../../pwa/src/nudges/planning.ts'
import { wishesOf } from '../../pwa/src/nudges/wishes.ts'
import { withWritten } from '../../pwa/src/nudges/written.ts'
import { Chance } from './chance.ts'

const { pairs, days, leak } = JSON.parse(process.argv[2])
const MINUTE_MS = 60_000
const DAY_MS = 1440 * MINUTE_MS
const BEGIN = Date.parse('2026-10-12T00:00:00Z')
const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe']
const DEVICE = 'd1'.repeat(16)
const CALM = { 'answer.daily-steady': 'mostly', 'answer.daily-rest': 'yes' }
const LOUD = { 'answer.daily-steady': 'not-today', 'answer.daily-danger': 'someone-may-be-in-danger-now' }
const neutralOf = (isLast) => ({
  title: 'Plumbline', body: isLast ? 'Look in when you like' : 'A quiet minute, if you have one',
  navigate: 'https://plumbline.example/', lang: 'en', dir: 'ltr',
})

/** What a person does, the same for both of a pair. */
function habits(seed) {
  const chance = new Chance(seed)
  let turn = 0
  const draw = () => chance.share('life', 0, (turn += 1))
  const pick = (some) => some[Math.floor(draw() * some.length)]
  const pattern = {
    hours: draw() < 0.3 ? ['08:00', '18:30'] : [pick(['12:00', '17:30', '18:30', '19:00'])],
    restDays: draw() < 0.4 ? [0, 6] : [], quietFrom: pick(['21:00', '22:00']), quietTo: '07:00',
    minutes: Math.floor(draw() * 10),
  }
  const visits = Array.from({ length: days }, (_, day) => {
    if (draw() > 0.85) return []
    return Array.from({ length: 1 + Math.floor(draw() * 2) }, () => ({
      at: BEGIN + day * DAY_MS + Math.floor(draw() * DAY_MS), writes: draw() < 0.6,
    })).sort((one, other) => one.at - other.at)
  }).flat()
  return { zone: pick(ZONES), pattern, visits, draw }
}

/** What a loud journal has come to by now: two or three signals, some of them of a hard day, and a talk that is planned. */
function loudness(seed, draw) {
  const signal = (level, state = 'open') => ({
    level, state, until: null, openedAt: tick(null, BEGIN + Math.floor(draw() * days * DAY_MS)),
  })
  const signals = [signal('consult'), signal('act-now'), ...(seed % 2 ? [signal('consult'), signal('act-now')] : [])]
  const on = new Date(BEGIN + Math.floor(draw() * days) * DAY_MS).toISOString().slice(0, 10)
  return { signals, planned: [{ when: `${on}T15:00`, zone: 'UTC', length: 50, isLogged: false }] }
}

const isLoud = (text) => ['talk', 'hard-day', 'planned', 'after-talk'].includes(text)

async function life(seed, half) {
  const { zone, pattern, visits, draw } = habits(seed)
  const all = loudness(seed, draw)
  const key = await nudgesKey(await holdRoot(newRoot()))
  const phone = { account: 'a1'.repeat(16), device: DEVICE, epoch: 1 }
  const uploads = []
  const changes = []
  const pushed = []
  let kept = { pattern, reminders: [], seen: { seq: 0, taken: 0, at: BEGIN }, written: [] }
  let said = []
  let waiting = []
  let taken = 0
  for (const { at: nowMs, writes } of visits) {
    for (const slot of waiting.filter(([due]) => due <= nowMs)) pushed.push(slot)
    const now = { nowMs, zone, dayEndsAt: '04:00' }
    if (writes) {
      taken += 1
      const set = { checklist: 'daily', day: new Date(nowMs).toISOString().slice(0, 10), ...(half === 'loud' ? LOUD : CALM) }
      const id = `019ab1c2-0000-7000-8000-${String(taken).padStart(12, '0')}`
      const change = { at: tick(null, nowMs), seen: {}, ops: [{ kind: 'entry', id, set }] }
      changes.push([nowMs, pad(writeChange(change, DEVICE)).length])
    }
    kept = { ...kept, ...withWritten(kept, { seq: taken, taken }, now) }
    const signals = all.signals.filter(({ openedAt }) => timeMsOf(openedAt) <= nowMs)
    const wishes = half === 'loud' ? wishesOf({ ...all, signals, doneUntil: null, nowMs, zone }) : []
    const agenda = { wishes, said }
    const slots = slotsOf(kept, agenda, now)
    said = saidBy(slots, said, now)
    const sent = await sealSlots(slots, kept, { key, epoch: 1 }, phone, neutralOf)
    waiting = sent.map(({ dueAt, payload }, place) => {
      const leaks = isLoud(slots[place].text)
      const later = leak === 'minute' && leaks ? MINUTE_MS : 0
      return [Date.parse(dueAt) + later, payload.length + (leak === 'byte' && leaks ? 1 : 0), ...signs(payload)]
    })
    uploads.push([nowMs, windowMinutes(pattern), waiting])
  }
  return { pair: seed, half, uploads, changes, pushed }
}

/** Of a payload, what could tell: the neutral text's length, that of the padding, and how its sealed part is spread. */
function signs(payload) {
  const { notification, sealed, pad: filling } = JSON.parse(new TextDecoder().decode(payload))
  const spread = [...sealed].reduce((sum, sign) => sum + sign.charCodeAt(0), 0)
  return [notification.body.length, filling.length, spread]
}

for (let seed = 1; seed <= pairs; seed++) {
  for (const half of ['calm', 'loud']) process.stdout.write(`${JSON.stringify(await life(seed, half))}\n`)
}
