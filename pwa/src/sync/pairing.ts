/** A second phone by QR: what the new one and the one that lets it in do (PROTOCOL 3.5). */
import type { Bytes } from '../protocol/bytes.ts'
import {
  digits,
  newPairing,
  openBox,
  pairingId,
  readPairingLink,
  sealBox,
  writePairingLink,
  type Boxed,
  type Pairing,
} from '../protocol/pairing.ts'
import { Problem } from '../protocol/problems.ts'
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
  /** Waits for the other phone; the six digits that both show. Throws bad-pairing-box, no-such-pairing. */
  readonly box: (signal: AbortSignal) => Promise<string>
  /** Waits until the person said on the other phone that the digits are the same, then joins. */
  readonly finish: (signal: AbortSignal) => Promise<Account>
  /** Nothing of it is kept. */
  readonly cancel: () => void
}

/** The phone that lets another one in. */
export interface OldPhone {
  readonly digits: string
  readonly confirm: () => Promise<void>
  readonly refuse: () => Promise<void>
}

export async function beginPairing(parts: SyncParts): Promise<NewPhone> {
  await keysToBring(parts)
  const pairing = await newPairing()
  const id = await pairingId(pairing.pk)
  const server = new Server(parts.http)
  const { expiresAt } = await server.makePairing(id)
  let boxed: Boxed | null = null
  const wipe = (): void => void boxed?.root.fill(0)
  return {
    link: writePairingLink(pairing.pk),
    expiresAt,
    box: async (signal) => {
      const told = await untilBoxed(server, id, parts, signal)
      const opened = await opening(told, pairing)
      boxed = opened.boxed
      return opened.digits
    },
    finish: async (signal) => {
      if (boxed === null) throw new Problem('bad-pairing-box', 'none yet')
      const told = await untilConfirmed(server, id, parts, signal)
      return join({ boxed, told, id, server }, parts).finally(wipe)
    },
    cancel: wipe,
  }
}

/** Puts the box for the phone that shows `link`. Throws malformed-pairing-link, no-such-pairing, pairing-taken. */
export async function letIn(link: string, way: Way, parts: SyncParts): Promise<OldPhone> {
  const pk = readPairingLink(link)
  const id = await pairingId(pk)
  const server = asThisDevice(parts.http, parts.storage)
  const { seq } = await readPlace(parts.storage)
  const box = await withRoot(way, parts.vault, async (root, { account, epoch }) =>
    sealBox({ root, seq }, { account, epoch }, pk),
  )
  await server.putBox(id, box)
  return {
    digits: await digits(pk, box),
    confirm: () => server.confirmPairing(id),
    refuse: () => server.dropPairing(id),
  }
}

interface Boxful {
  readonly account: string
  readonly epoch: number
  readonly box: Bytes
}

async function opening(told: Boxful, pairing: Pairing): Promise<{ boxed: Boxed; digits: string }> {
  return { boxed: await openBox(told.box, told, pairing), digits: await digits(pairing.pk, told.box) }
}

async function untilBoxed(
  server: Server,
  id: string,
  parts: SyncParts,
  signal: AbortSignal,
): Promise<Boxful> {
  const told = await until(server, id, parts, signal, ({ state }) => state !== 'waiting')
  return asBoxful(told)
}

async function untilConfirmed(
  server: Server,
  id: string,
  parts: SyncParts,
  signal: AbortSignal,
): Promise<Boxful> {
  const told = await until(server, id, parts, signal, ({ state }) => state === 'confirmed')
  return asBoxful(told)
}

function asBoxful({ account, epoch, box }: PairingTold): Boxful {
  if (!account || !epoch || !box) throw new Problem('malformed-answer', 'a box without its account')
  return { account, epoch, box }
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

async function join(
  { boxed, told, id, server }: { boxed: Boxed; told: Boxful; id: string; server: Server },
  parts: SyncParts,
): Promise<Account> {
  const { root, seq } = boxed
  const device = await deviceFor({ root, told }, parts)
  const after = await server.addDevice(device, id)
  if (after.seq < seq) throw new Problem('log-shortened', `${after.seq} after ${seq}`)
  return become(device, { root, told: after, by: null, seq }, parts, server)
}
