/**
 * A new root when a device is removed: the older ones under it, and where a chain ends (PROTOCOL 3.4).
 *
 * Older roots are bytes only while the caller holds them, inside one unlocking; the caller wipes them.
 */
import { concat, hexToBytes, integerToBytes, isEqual, randomBytes, textToBytes, type Bytes } from './bytes.ts'
import type { Head } from './chain.ts'
import { derive, holdRoot, publicKeyToBytes, vaultKeyPair } from './keys.ts'
import type { AccountId, DeviceId, RootKey } from './keys.ts'
import { Problem } from './problems.ts'
import { HISTORY_BYTES, NONCE_BYTES } from './sizes.ts'

const HMAC = 'HMAC'

/** The root before under the new one, 60 bytes, with a fresh nonce. epoch: the new one's. */
export async function wrapHistory(
  root: RootKey,
  before: Bytes,
  account: AccountId,
  epoch: number,
): Promise<Bytes> {
  const nonce = randomBytes(NONCE_BYTES)
  const sealed = await crypto.subtle.encrypt(gcm(nonce, account, epoch), await historyKey(root), before)
  return concat(nonce, new Uint8Array(sealed))
}

/** The root of `epoch` - 1, from the history that the root of `epoch` wrapped. Throws bad-history. */
export async function openHistory(
  root: RootKey,
  history: Bytes,
  account: AccountId,
  epoch: number,
): Promise<Bytes> {
  if (history.length !== HISTORY_BYTES) throw new Problem('bad-history', `${history.length} bytes`)
  const context = gcm(history.slice(0, NONCE_BYTES), account, epoch)
  const key = await historyKey(root)
  try {
    return new Uint8Array(await crypto.subtle.decrypt(context, key, history.slice(NONCE_BYTES)))
  } catch (cause) {
    throw new Problem('bad-history', `epoch ${epoch}`, { cause })
  }
}

/**
 * All roots by epoch, from the newest, which is of `epoch`, back to the first; the newest is a copy of `root`.
 *
 * histories: by the epoch whose root wrapped them, 2 to `epoch`. Throws bad-history, also when one is missing, and
 * then has wiped what it had opened.
 */
export async function openHistories(
  root: Bytes,
  epoch: number,
  histories: ReadonlyMap<number, Bytes>,
  account: AccountId,
): Promise<Map<number, Bytes>> {
  const roots = new Map([[epoch, root.slice()]])
  try {
    let newest = root
    for (let newer = epoch; newer > 1; newer--) {
      const history = histories.get(newer)
      if (history === undefined) throw new Problem('bad-history', `epoch ${newer} has none`)
      newest = await openHistory(await holdRoot(newest), history, account, newer)
      roots.set(newer - 1, newest)
    }
    return roots
  } catch (failure) {
    for (const opened of roots.values()) opened.fill(0)
    throw failure
  }
}

/** Throws bad-history when it is another root than that of the vault key (32 bytes) held for its epoch. */
export async function mustBeRootOf(root: RootKey, vaultKey: Bytes): Promise<void> {
  const { publicKey } = await vaultKeyPair(root)
  if (!isEqual(await publicKeyToBytes(publicKey), vaultKey))
    throw new Problem('bad-history', 'another root than the one held')
}

/** What a closing says: the chain of this device ends with `head`. epoch: that of the root that says so. */
export interface Closed {
  readonly device: DeviceId
  readonly head: Head
  readonly epoch: number
}

/** What proves that a holder of the root removed this device, 32 bytes; by the key of device certificates. */
export async function closing(devices: CryptoKey, closed: Closed): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign(HMAC, devices, ends(closed)))
}

/** Throws bad-certificate unless the closing is of the root that this key of device certificates came from. */
export async function checkClosing(devices: CryptoKey, closed: Closed, certificate: Bytes): Promise<void> {
  if (!(await crypto.subtle.verify(HMAC, devices, certificate, ends(closed))))
    throw new Problem('bad-certificate', closed.device)
}

function ends({ device, head, epoch }: Closed): Bytes {
  return concat(
    textToBytes('closed'),
    hexToBytes(device),
    integerToBytes(head.counter, 8),
    hexToBytes(head.id),
    integerToBytes(epoch, 4),
  )
}

async function historyKey(root: RootKey): Promise<CryptoKey> {
  const bytes = await derive(root, 'history')
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

function gcm(iv: Bytes, account: AccountId, epoch: number): AesGcmParams {
  const additionalData = concat(
    textToBytes('plumbline/1 history'),
    hexToBytes(account),
    integerToBytes(epoch, 4),
  )
  return { name: 'AES-GCM', iv, additionalData }
}
