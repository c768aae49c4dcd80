/** A second phone by QR: what the new one and the one that lets it in do (PROTOCOL 3.5). */
import { isEqual, type Bytes } from '../protocol/bytes.ts'
import {
  digits,
  mustOpen,
  newPairing,
  openBox,
  readPairingLink,
  sealBox,
  writePairingLink,
  type Boxed,
  type Pairing,
} from '../protocol/pairing.ts'
import { Problem } from '../protocol/problems.ts'
import type { Device } from '../vault/device.ts'
import { withRoot, type Way } from '../vault/unlocking.ts'
import type { PairingTold } from './answers.ts'
import { become, deviceFor, keysToBring } from './joining.ts'
import type { SyncParts } from './parts.ts'
import { readPlace, type Account } from './place.ts'
import { Server } from './server.ts'
import { asThisDevice } from './session.ts'

const ASK_EVERY_MS = 2000

/** The phone that joins. */
export interface NewPhone {
  /** For a QR code and to copy. */
  readonly link: string
  /** In milliseconds since 1970. */
  readonly expiresAt: number
  /** Waits for a box, goes by it alone from then on, and shows the opening: the six digits that both phones show. */
  readonly box: (signal: AbortSignal) => Promise<string>
  /** Waits for the yes on the other phone. Throws bad-pairing-box, and no-such-pairing when it was a no. */
  readonly confirmed: (signal: AbortSignal) => Promise<void>
  /** For when the person has said on this phone too that the digits are the same. */
  readonly join: () => Promise<Account>
  /** Nothing of it is kept. */
  readonly cancel: () => void
}

/** The phone that lets another one in. */
export interface OldPhone {
  /** Waits for the opening; the six digits. Throws bad-pairing-opening, no-such-pairing. */
  readonly digits: (signal: AbortSignal) => Promise<string>
  readonly confirm: () => Promise<void>
  readonly refuse: () => Promise<void>
}

export async function beginPairing(parts: SyncParts): Promise<NewPhone> {
  await keysToBring(parts)
  const pairing = await newPairing()
  const { code, opening } = pairing
  const server = new Server(parts.http)
  const { expiresAt } = await server.makePairing(code.id)
  let taken: Taken | null = null
  const wipe = (): void => void taken?.boxed.root.fill(0)
  return {
    link: writePairingLink(code),
    expiresAt,
    box: async (signal) => {
      const told = await until(server, code.id, parts, signal, ({ state }) => state !== 'waiting')
      taken = await take(told, pairing, parts)
      await server.putOpening(code.id, opening, taken.device.device)
      return digits(code.pk, taken.box, opening)
    },
    confirmed: async (signal) => {
      await until(server, code.id, parts, signal, (told) => {
        mustStill(told, must(taken))
        return told.state === 'confirmed'
      })
    },
    join: async () => join(must(taken), code.id, server, parts).finally(wipe),
    cancel: wipe,
  }
}

/** Puts the box for the phone that shows `link`. Throws malformed-pairing-link, no-such-pairing, pairing-taken. */
export async function letIn(link: string, way: Way, parts: SyncParts): Promise<OldPhone> {
  const code = readPairingLink(link)
  const server = asThisDevice(parts.http, parts.storage)
  const { seq } = await readPlace(parts.storage)
  const box = await withRoot(way, parts.vault, async (root, { account, epoch }) =>
    sealBox({ root, seq }, { account, epoch }, code),
  )
  await server.putBox(code.id, box)
  return {
    digits: async (signal) => {
      const { opening } = await until(server, code.id, parts, signal, isOpened)
      await mustOpen(code, opening ?? new Uint8Array())
      return digits(code.pk, box, opening ?? new Uint8Array())
    },
    confirm: () => server.confirmPairing(code.id),
    refuse: () => server.dropPairing(code.id),
  }
}

/** The one box that the new phone goes by, with whom it is from, what was in it, and the device that enters. */
interface Taken {
  readonly account: string
  readonly epoch: number
  readonly box: Bytes
  readonly boxed: Boxed
  readonly device: Device
}

async function take(
  { account, epoch, box }: PairingTold,
  pairing: Pairing,
  parts: SyncParts,
): Promise<Taken> {
  if (!account || !epoch || !box) throw new Problem('malformed-answer', 'a box without its account')
  const boxed = await openBox(box, { account, epoch }, pairing)
  const device = await deviceFor({ root: boxed.root, told: { account, epoch } }, parts)
  return { account, epoch, box, boxed, device }
}

/** The digits are of one box alone. Throws bad-pairing-box. */
function mustStill({ account, epoch, box }: PairingTold, first: Taken): void {
  if (account !== first.account || epoch !== first.epoch || !box || !isEqual(box, first.box))
    throw new Problem('bad-pairing-box', 'another than the first')
}

function must(taken: Taken | null): Taken {
  if (taken === null) throw new Problem('bad-pairing-box', 'none yet')
  return taken
}

function isOpened({ state }: PairingTold): boolean {
  return state === 'opened' || state === 'confirmed'
}

async function until(
  server: Server,
  id: string,
  { wait }: SyncParts,
  signal: AbortSignal,
  isDone: (told: PairingTold) => boolean,
): Promise<PairingTold> {
  for (;;) {
    const told = await server.pairing(id, signal)
    if (isDone(told)) return told
    await wait(ASK_EVERY_MS, signal)
  }
}

/**
 * A log shorter than the other phone has seen is found at the first sync, as log-shortened: by then this phone is the
 * device that the server registered, which would otherwise take up one of eight places for nobody.
 */
async function join(taken: Taken, id: string, server: Server, parts: SyncParts): Promise<Account> {
  const { device, boxed } = taken
  const { root, seq } = boxed
  const told = await server.addDevice(device, id)
  return become(device, { root, told, by: null, seq }, parts, server)
}
