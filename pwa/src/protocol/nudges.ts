/**
 * Seal what a nudge says into a slot of constant size; open one (PROTOCOL 10.2).
 *
 * Whatever cannot be opened is no problem to tell of: the neutral text that every slot carries is shown instead.
 */
import {
  b64ToBytes,
  bytesToB64,
  bytesToInteger,
  bytesToText,
  concat,
  hexToBytes,
  integerToBytes,
  randomBytes,
  textToBytes,
  type Bytes,
} from './bytes.ts'
import { canonicalJson } from './canonical.ts'
import { isMembers, isValue, type Members } from './change.ts'
import type { AccountId, DeviceId } from './keys.ts'
import { NONCE_BYTES, NUDGE_BYTES, NUDGE_SEALED_BYTES, NUDGE_STEP_BYTES } from './sizes.ts'

/** The number of the RFC, by which a browser knows that it may show the message itself. */
export const DECLARATIVE = 8030
const LABEL = 'plumbline/1 nudge'

/** Whose slots they are. */
export interface Phone {
  readonly account: AccountId
  readonly device: DeviceId
  readonly epoch: number
}

/** What everybody may see, the same in all slots. `navigate`: the app's address. */
export interface Neutral {
  readonly title: string
  readonly body: string
  readonly navigate: string
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
}

/**
 * The payload of a slot, 1,024 bytes. `says`: ids of texts and times, `text` and `until` among them.
 *
 * `dueMs`: a whole minute. Throws a RangeError for texts that do not fit.
 */
export async function sealSlot(
  dueMs: number,
  says: Members,
  neutral: Neutral,
  key: CryptoKey,
  phone: Phone,
): Promise<Bytes> {
  const nonce = randomBytes(NONCE_BYTES)
  const plain = padded(textToBytes(canonicalJson(says)))
  const sealed = new Uint8Array(await crypto.subtle.encrypt(gcm(nonce, dueMs, phone), key, plain))
  const { title, body, navigate, lang, dir } = neutral
  const content = {
    web_push: DECLARATIVE,
    notification: { title, body, navigate, lang, dir },
    due_at: asText(dueMs),
    sealed: bytesToB64(concat(integerToBytes(phone.epoch, 4), nonce, sealed)),
  }
  const room = NUDGE_BYTES - compact({ ...content, pad: '' }).length
  if (room < 0) throw new RangeError('the neutral texts are too long')
  return compact({ ...content, pad: 'x'.repeat(room) })
}

/** What a slot says; null when it is not of this key, phone, epoch and minute, or not whole. */
export async function openSlot(payload: Bytes, key: CryptoKey, phone: Phone): Promise<Members | null> {
  try {
    const content: unknown = JSON.parse(bytesToText(payload))
    if (!isMembers(content)) return null
    const { sealed: told, due_at: due } = content
    if (typeof told !== 'string' || typeof due !== 'string') return null
    const dueMs = Date.parse(due)
    const sealed = b64ToBytes(told)
    if (sealed.length !== NUDGE_SEALED_BYTES || bytesToInteger(sealed.subarray(0, 4)) !== phone.epoch)
      return null
    const nonce = sealed.slice(4, 4 + NONCE_BYTES)
    const rest = sealed.slice(4 + NONCE_BYTES)
    const opened = new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, dueMs, phone), key, rest))
    const said: unknown = JSON.parse(bytesToText(unpadded(opened)))
    return isSaid(said) ? said : null
  } catch (failure) {
    // Whatever the browser calls it: not JSON, not base64url, not of this key.
    if (failure instanceof Error || failure instanceof DOMException) return null
    throw failure
  }
}

/** The plaintext, 0x80, and zeros: 256 bytes. Throws a RangeError when it does not fit. */
export function padded(plaintext: Bytes): Bytes {
  if (plaintext.length >= NUDGE_STEP_BYTES) throw new RangeError('more than a slot can say')
  const step = new Uint8Array(NUDGE_STEP_BYTES)
  step.set(plaintext)
  step[plaintext.length] = 0x80
  return step
}

export function asText(instantMs: number): string {
  return new Date(instantMs).toISOString()
}

function unpadded(step: Bytes): Bytes {
  const end = step.findLastIndex((byte) => byte !== 0)
  return step[end] === 0x80 ? step.subarray(0, end) : step
}

function isSaid(said: unknown): said is Members {
  return isMembers(said) && isValue(said) && typeof said['text'] === 'string'
}

function gcm(iv: Bytes, dueMs: number, { account, device, epoch }: Phone): AesGcmParams {
  const place = concat(integerToBytes(dueMs, 8), integerToBytes(epoch, 4))
  const additionalData = concat(textToBytes(LABEL), hexToBytes(account), hexToBytes(device), place)
  return { name: 'AES-GCM', iv, additionalData }
}

function compact(content: unknown): Bytes {
  return textToBytes(JSON.stringify(content))
}
