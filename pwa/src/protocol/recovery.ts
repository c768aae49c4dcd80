/** The recovery code: 20 random bytes that a person writes down (PROTOCOL 3.3). */
import { concat, randomBytes, sha256, textToBytes, type Bytes } from './bytes.ts'
import { Problem } from './problems.ts'
import { RECOVERY_SECRET_BYTES, RECOVERY_CODE_SYMBOLS } from './sizes.ts'

const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const GROUP = 4

/** A new code, nine groups of four symbols with hyphens. */
export async function newRecoveryCode(): Promise<string> {
  return writeRecoveryCode(randomBytes(RECOVERY_SECRET_BYTES))
}

export async function writeRecoveryCode(secret: Bytes): Promise<string> {
  const bits = [...bitsOf(secret), ...(await checksumBits(secret))]
  const symbols = Array.from(
    { length: RECOVERY_CODE_SYMBOLS },
    (_, at) => SYMBOLS[bitsToInteger(bits.slice(5 * at, 5 * at + 5))],
  )
  const groups = Array.from({ length: RECOVERY_CODE_SYMBOLS / GROUP }, (_, at) =>
    symbols.slice(GROUP * at, GROUP * at + GROUP),
  )
  return groups.map((group) => group.join('')).join('-')
}

/** The 20 bytes of a code as typed. Throws malformed-recovery-code, mistyped-recovery-code. */
export async function readRecoveryCode(code: string): Promise<Bytes> {
  const values = Array.from(canonicalCode(code), (symbol) => SYMBOLS.indexOf(symbol))
  if (values.length !== RECOVERY_CODE_SYMBOLS || values.includes(-1))
    throw new Problem('malformed-recovery-code')
  const bits = values.flatMap((value) => integerToBits(value, 5))
  const secret = Uint8Array.from({ length: RECOVERY_SECRET_BYTES }, (_, at) =>
    bitsToInteger(bits.slice(8 * at, 8 * at + 8)),
  )
  const checksum = await checksumBits(secret)
  if (checksum.some((bit, at) => bit !== bits[8 * RECOVERY_SECRET_BYTES + at]))
    throw new Problem('mistyped-recovery-code')
  return secret
}

/** A code or a part of one as its symbols: capitals, I and L read as 1, O as 0, no hyphens or white space. */
export function canonicalCode(typed: string): string {
  // Small letters one by one: toUpperCase() would turn some foreign letters into ours.
  const symbols = typed
    .replace(/[-\p{White_Space}]/gu, '')
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
  return symbols.replace(/[IL]/g, '1').replace(/O/g, '0')
}

async function checksumBits(secret: Bytes): Promise<number[]> {
  const digest = await sha256(concat(textToBytes('plumbline/1 recovery'), secret))
  return bitsOf(digest.subarray(0, 3)).slice(0, 20)
}

function bitsOf(bytes: Uint8Array): number[] {
  return Array.from(bytes).flatMap((byte) => integerToBits(byte, 8))
}

function integerToBits(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => (value >> (count - 1 - at)) & 1)
}

function bitsToInteger(bits: readonly number[]): number {
  return bits.reduce((value, bit) => value * 2 + bit, 0)
}
