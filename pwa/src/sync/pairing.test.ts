import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { Journal } from '../journal/journal.ts'
import { newRoot } from '../protocol/keys.ts'
import { readPairingLink } from '../protocol/pairing.ts'
import { readAlarm } from '../vault/alarm.ts'
import { stretchHere } from '../vault/cast.ts'
import { knownDevice, newDevice, thisDevice } from '../vault/device.ts'
import { devices, newPhone, oldPhone } from './account.ts'
import { AServer } from './aServer.ts'
import { alonePhones, anEntry, aSyncingPhone, Phone } from './cast.ts'
import { beginPairing, letIn, type NewPhone, type OldPhone } from './pairing.ts'
import { Server } from './server.ts'

beforeEach(() => {
  stretchHere()
  alonePhones()
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const going = new AbortController().signal

interface Scene {
  readonly server: AServer
  readonly second: Phone
  readonly joining: NewPhone
  readonly alma: Phone
  readonly letting: OldPhone
}

/** A new phone that shows a code, and one that has read it and put its box. */
async function twoPhones(): Promise<Scene> {
  const server = new AServer()
  const { phone: alma } = await aSyncingPhone(server)
  const second = new Phone(server)
  const joining = await beginPairing(second.parts)
  return { server, alma, second, joining, letting: await letIn(joining.link, alma.recovery, alma.parts) }
}

/** Whatever this phone is told of a pairing is altered on the way, and what it puts is kept count of. */
function lieTo(phone: Phone, alter: (told: Record<string, unknown>) => Record<string, unknown>): string[] {
  const put: string[] = []
  phone.onWay = async (ask, path) => {
    if (/^\/api\/pairings\/\w+\/\w+$/.test(path)) put.push(path.split('/').at(-1) ?? '')
    const answer = await ask()
    if (!/^\/api\/pairings\/\w+$/.test(path) || answer.status !== 200) return answer
    const told = (await answer.json()) as Record<string, unknown>
    return new Response(JSON.stringify(alter(told)), answer)
  }
  return put
}

/** The signal that this phone is stopped by once it has looked so often. */
function stoppedAfter(looks: number, phone: Phone): AbortSignal {
  const stop = new AbortController()
  let left = looks
  phone.parts = {
    ...phone.parts,
    wait: async () => {
      left -= 1
      if (left === 0) stop.abort()
      stop.signal.throwIfAborted()
      return Promise.resolve()
    },
  }
  return stop.signal
}

describe('two phones', () => {
  test('pair when the person said yes on both', async () => {
    const server = new AServer()
    const { phone: alma } = await aSyncingPhone(server)
    await alma.put(anEntry('one'))
    await alma.sync()
    const second = new Phone(server)

    const joining = await newPhone(second.parts)
    const letting = await oldPhone(` ${joining.link}\n`, alma.recovery, alma.parts)
    const [shown, seen] = [await joining.box(going), await letting.digits(going)]
    await letting.confirm()
    await joining.confirmed(going)
    await joining.join()
    await second.sync()

    const journal = new Journal({ storage: second.storage, vault: second.vault })
    await journal.settled()
    await journal.follow()
    expect(shown).toBe(seen)
    expect([...journal.objects('entry').keys()]).toEqual(['one'])
    expect((await devices(second.parts)).map(({ isThis }) => isThis)).toEqual([false, true])
  })
})

describe('the new phone', () => {
  test('shows its opening only once a box has opened', async () => {
    const { second, joining } = await twoPhones()
    const put = lieTo(second, (told) => ({ ...told, box: 'A'.repeat(118) }))

    await expect(joining.box(going)).rejects.toMatchObject({ type: 'bad-pairing-box' })

    expect(put).toEqual([])
  })

  test.each([
    ['box', 'A'.repeat(118)],
    ['account', '0'.repeat(32)],
    ['epoch', 2],
    ['box', undefined],
  ])('goes by no other %s once it has shown its digits', async (member, other) => {
    const { second, joining, letting } = await twoPhones()
    await joining.box(going)
    await letting.digits(going)
    await letting.confirm()

    lieTo(second, (told) => ({ ...told, [member]: other }))

    await expect(joining.confirmed(going)).rejects.toMatchObject({ type: 'bad-pairing-box' })
  })

  test('hears of a no', async () => {
    const { joining, letting } = await twoPhones()
    await joining.box(going)

    await letting.refuse()

    await expect(joining.confirmed(going)).rejects.toMatchObject({ type: 'no-such-pairing' })
  })

  test('joins nothing before there was a box', async () => {
    const { joining } = await twoPhones()

    await expect(joining.join()).rejects.toMatchObject({ type: 'bad-pairing-box' })
  })
})

test('who has photographed the code is not let in first', async () => {
  const { server, alma, joining, letting } = await twoPhones()
  await joining.box(going)
  await letting.digits(going)
  await letting.confirm()
  const { account } = await thisDevice(alma.storage)
  const photographer = new Server(new Phone(server).parts.http)
  const device = await newDevice(newRoot(), account, 1)

  await expect(photographer.addDevice(device, readPairingLink(joining.link).id)).rejects.toMatchObject({
    type: 'no-such-pairing',
  })
  await joining.join()

  expect(await devices(alma.parts)).toHaveLength(2)
})

describe('the new phone, of a log that was cut short', () => {
  test('says so, and is the device it registered', async () => {
    const server = new AServer()
    const { phone: alma } = await aSyncingPhone(server)
    await alma.put(anEntry('one'))
    await alma.sync()
    const [account] = server.accounts.values()
    const second = new Phone(server)
    const joining = await beginPairing(second.parts)
    const letting = await letIn(joining.link, alma.recovery, alma.parts)
    await joining.box(going)
    await letting.digits(going)
    await letting.confirm()
    account?.log.splice(0)

    await joining.join()

    await expect(second.sync()).rejects.toMatchObject({ type: 'log-shortened' })
    expect(await readAlarm(second.storage)).toBe('log-shortened')
    const own = await knownDevice(second.storage)
    expect([...(account?.devices.keys() ?? [])].at(-1)).toBe(own?.device)
  })
})

describe('the phone that lets it in', () => {
  test.each([
    ['another', 'A'.repeat(43)],
    ['a short', 'A'.repeat(42)],
    ['no', undefined],
  ])('shows no digits for %s opening', async (_, opening) => {
    const { alma, joining, letting } = await twoPhones()
    await joining.box(going)

    lieTo(alma, (told) => ({ ...told, opening }))

    await expect(letting.digits(going)).rejects.toMatchObject({ type: 'bad-pairing-opening' })
  })

  test('waits for an opening that is kept back until it is stopped', async () => {
    const server = new AServer()
    const { phone: alma } = await aSyncingPhone(server)
    const signal = stoppedAfter(5, alma)
    const joining = await beginPairing(new Phone(server).parts)
    const letting = await letIn(joining.link, alma.recovery, alma.parts)
    await joining.box(going)

    lieTo(alma, (told) => ({ ...told, state: 'sealed', opening: undefined }))

    await expect(letting.digits(signal)).rejects.toMatchObject({ name: 'AbortError' })
    await letting.refuse()
    await expect(letting.digits(going)).rejects.toMatchObject({ type: 'no-such-pairing' })
  })

  test('puts one box, and the digits stay those of it', async () => {
    const { alma, joining, letting } = await twoPhones()
    const shown = await joining.box(going)
    await alma.put(anEntry('one'))

    const put = lieTo(alma, (told) => ({ ...told, box: 'A'.repeat(118), epoch: 9 }))

    expect([await letting.digits(going), await letting.digits(going)]).toEqual([shown, shown])
    expect(put).toEqual([])
  })
})
