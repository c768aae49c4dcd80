import { expect, test } from 'vitest'

import { day, Life, lifeOf } from './cast.ts'

test('snoozed once it is open again on its day', () => {
  const life = lifeOf('1 session-pull=strong')
  life.say(1, 'strong-pull', 'snoozed', { until: day(4) })

  expect(life.of('strong-pull', 3)).toMatchObject([{ state: 'snoozed', until: day(4) }])
  expect(life.of('strong-pull', 4)).toMatchObject([{ state: 'open', until: null }])
})

test('snoozed twice it is quiet until the longer look', () => {
  const life = lifeOf('1 session-pull=strong')
  life.say(1, 'strong-pull', 'snoozed', { until: day(2) })
  life.say(2, 'strong-pull', 'snoozed', { until: day(3) })
  const quiet = life.of('strong-pull', 20)
  life.check(20, {}, { checklist: 'review' })

  expect(quiet).toMatchObject([{ state: 'quiet' }])
  expect(life.of('strong-pull', 20)).toMatchObject([{ state: 'open' }])
})

test('three times not applying within 90 days asks to switch off', () => {
  const said = (on: number): string => `${on} session-pull=strong; ${on} say strong-pull does-not-apply`

  const twice = lifeOf(`${said(1)}; ${said(31)}`).of('strong-pull', 31)
  const thrice = lifeOf(`${said(1)}; ${said(31)}; ${said(90)}`).of('strong-pull', 90)
  const over = lifeOf(`${said(1)}; ${said(31)}; ${said(91)}`).of('strong-pull', 91)

  expect(twice.filter(({ asksToSwitchOff }) => asksToSwitchOff)).toEqual([])
  expect(thrice.map(({ asksToSwitchOff }) => asksToSwitchOff)).toEqual([true, false, false])
  expect(over.filter(({ asksToSwitchOff }) => asksToSwitchOff)).toEqual([])
})

test('a note closes by itself after 28 days, others never', () => {
  const life = lifeOf('1-2 review-up-to-date=behind; 2 session-pull=strong')

  expect(life.of('paperwork-behind', 29)).toMatchObject([{ state: 'open' }])
  expect(life.of('paperwork-behind', 30)).toMatchObject([{ closed: { by: 'expired', day: day(30) } }])
  expect(life.of('strong-pull', 400)).toMatchObject([{ state: 'open' }])
})

test('two phones that close it at once close it once', () => {
  const life = lifeOf('1 session-pull=strong')
  life.say(2, 'strong-pull', 'settled')
  life.consult(2, ['boundaries'], {}, { phone: 'berta' })
  life.say(2, 'strong-pull', 'does-not-apply', {}, { phone: 'berta' })

  expect(life.of('strong-pull', 2)).toMatchObject([{ closed: { by: 'settled' } }])
})

test('a signal of one phone is closed by another', () => {
  const life = new Life()
  life.check(1, { 'session-pull': 'strong' }, { phone: 'alma' })
  life.consult(2, ['boundaries'], {}, { phone: 'berta' })

  expect(life.of('strong-pull', 2)).toMatchObject([{ closed: { by: 'consultation' } }])
})

test('what closes it closes nothing that opens later', () => {
  const life = lifeOf('1 consult:boundaries; 2 session-pull=strong')

  expect(life.of('strong-pull', 2)).toMatchObject([{ state: 'open' }])
})

test('an older consultation closes only what the person names', () => {
  const entered = (more: Record<string, boolean>): Life => {
    const life = lifeOf('10 session-pull=strong')
    life.consult(3, ['boundaries'], more, { on: 11 })
    return life
  }

  expect(entered({}).of('strong-pull', 11)).toMatchObject([{ state: 'open' }])
  expect(entered({ 'closes.strong-pull': true }).of('strong-pull', 11)).toMatchObject([{ state: 'closed' }])
})

test('a consultation leaves open what the person says', () => {
  const life = lifeOf('10 session-pull=strong')
  life.consult(11, ['boundaries'], { 'closes.strong-pull': false })

  expect(life.of('strong-pull', 11)).toMatchObject([{ state: 'open' }])
})

test('planned it asks for nothing until its day is over', () => {
  const life = lifeOf('1 session-pull=strong')
  const consultation = life.plan(1, 5)
  life.say(1, 'strong-pull', 'planned', { consultation })

  expect(life.of('strong-pull', 5)).toMatchObject([{ state: 'planned', consultation }])
  expect(life.of('strong-pull', 6)).toMatchObject([{ state: 'open', consultation: null }])
})

test('a planned consultation that is logged closes its signal', () => {
  const life = lifeOf('1 session-pull=strong')
  const id = life.plan(1, 5)
  life.say(1, 'strong-pull', 'planned', { consultation: id })
  life.write('consultation', { date: day(5), minutes: 30 }, { on: 5, id })

  expect(life.of('strong-pull', 5)).toMatchObject([{ closed: { by: 'consultation' } }])
})

test('a plan that is removed leaves the signal open', () => {
  const life = lifeOf('1 session-pull=strong')
  const consultation = life.plan(1, 5)
  life.say(1, 'strong-pull', 'planned', { consultation })
  life.remove('consultation', consultation, 2)

  expect(life.of('strong-pull', 2)).toMatchObject([{ state: 'open' }])
})

test('a new consult signal joins what is arranged already', () => {
  const life = new Life()
  const consultation = life.plan(1, 5)
  life.check(2, { 'session-pull': 'strong', 'session-risk': 'now' })

  expect(life.of('strong-pull', 2)).toMatchObject([{ state: 'planned', consultation }])
  expect(life.of('danger-now', 2)).toMatchObject([{ state: 'open' }])
  expect(life.of('strong-pull', 6)).toMatchObject([{ state: 'open' }])
})

test('who has not heard of an answer has not answered it', () => {
  const life = new Life()
  life.check(1, { 'session-risk': 'now' })
  life.say(1, 'danger-now', 'reached', {}, { phone: 'berta' })
  life.check(3, { 'session-risk': 'now' }, { phone: 'alma' })
  life.say(3, 'danger-now', 'reached', {}, { phone: 'berta', isAlone: true })
  const unheard = life.of('danger-now', 3)
  life.say(3, 'danger-now', 'reached', {}, { phone: 'berta' })

  expect(unheard.map(({ state }) => state)).toEqual(['open', 'closed'])
  expect(life.of('danger-now', 3).map(({ state }) => state)).toEqual(['closed', 'closed'])
})

test('an act-now raised anew asks again, whatever was said', () => {
  const life = lifeOf('1 session-risk=now; 1 say danger-now taken-over')
  const quiet = life.of('danger-now', 2)
  life.check(3, { 'session-risk': 'now' })

  expect(quiet).toMatchObject([{ state: 'quiet' }])
  expect(life.of('danger-now', 3)).toMatchObject([{ state: 'open', level: 'act-now' }])
})

test('what is arranged for a distant day gathers nothing meanwhile', () => {
  const planned = (when: number): Life => {
    const life = new Life()
    life.plan(1, when)
    life.check(2, { 'session-pull': 'strong' })
    return life
  }

  expect(planned(94).of('strong-pull', 2)).toMatchObject([{ state: 'planned' }])
  expect(planned(95).of('strong-pull', 2)).toMatchObject([{ state: 'open' }])
})
