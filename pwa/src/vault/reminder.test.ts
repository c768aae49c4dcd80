import { afterEach, expect, test, vi } from 'vitest'

import type { Clock } from '../platform/clock.ts'
import { PlatformProblem } from '../platform/problems.ts'
import { aPhone, anEmptyPhone, stretchHere } from './cast.ts'
import { confirmRecoveryCode, newRecoveryCode, setPassphrase } from './enrolling.ts'
import { LockReminder } from './reminder.ts'

const DAY = 86_400_000
const DEVICE = { kind: 'device' } as const

function aClock(): Clock & { day: number } {
  const clock = { day: 20_000, now: () => clock.day * DAY, zone: () => 'UTC' }
  return clock
}

afterEach(() => {
  vi.unstubAllGlobals()
})

test('nothing is asked before something was saved', async () => {
  const reminder = new LockReminder(anEmptyPhone(), aClock())

  await reminder.look()

  expect(reminder.current).toBe(false)
})

test('put off, it asks 3, 10, then every 30 days', async () => {
  const clock = aClock()
  const alma = await aPhone()
  const asked: number[] = []

  for (let day = 0; day < 80; day += 1) {
    clock.day = 20_000 + day
    const reminder = new LockReminder(alma, clock)
    await reminder.look()
    if (!reminder.current) continue
    asked.push(day)
    await reminder.putOff()
    expect(reminder.current).toBe(false)
  }

  expect(asked).toEqual([0, 3, 13, 43, 73])
})

test('a storage that is closed while it looks fails nobody', async () => {
  const alma = await aPhone()
  const reminder = new LockReminder(alma, aClock())
  const reading = vi
    .spyOn(alma.storage, 'transaction')
    .mockRejectedValue(new PlatformProblem('storage-closed'))

  alma.forget()
  await new Promise((resolve) => setTimeout(resolve))

  expect(reading).toHaveBeenCalled()
  expect(reminder.current).toBe(false)
})

test('a journal that is truly locked asks no more', async () => {
  stretchHere()
  const alma = await aPhone()
  const reminder = new LockReminder(alma, aClock())
  await setPassphrase('a quiet hour before dawn', DEVICE, {}, alma)
  await reminder.look()
  expect(reminder.current).toBe(true)
  const code = await newRecoveryCode()

  await confirmRecoveryCode(
    code,
    [code.groups[code.asked[0]] ?? '', code.groups[code.asked[1]] ?? ''],
    DEVICE,
    alma,
  )
  await reminder.look()

  expect(reminder.current).toBe(false)
})
