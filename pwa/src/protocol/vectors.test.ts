/** Every vector of sync/vectors, which Python passes as well: the same results, and the same problem by type. */
import { readdirSync, readFileSync } from 'node:fs'
import { ReadableStream } from 'node:stream/web'

import { argon2id } from 'hash-wasm'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'

import { DEEDS_OF_PURGING } from '../journal/deedsOfPurging.ts'
import { DEEDS_OF_LEAVING } from '../leave/deedsOfLeaving.ts'
import { deed, text, Vector, whole, type Deed } from './aDeed.ts'
import { b64ToBytes, bytesToHex, hexToBytes, textToBytes, type Bytes } from './bytes.ts'
import { canonicalJson } from './canonical.ts'
import { isValue, type Value } from './change.ts'
import { changeId, readHeader, trust, type Head } from './chain.ts'
import { DEEDS_OF_SYNC } from './deedsOfSync.ts'
import { open, pad, type Opened } from './envelope.ts'
import { readJournalFile } from './formats.ts'
import { meet, tick, timeMsOf } from './hlc.ts'
import * as keys from './keys.ts'
import * as locks from './locks.ts'
import { canonical, emptyState, fold, resolve, type Write } from './merge.ts'
import { Problem } from './problems.ts'
import { readRecoveryCode, writeRecoveryCode } from './recovery.ts'
import { openSnapshot, readSnapshotPlace } from './snapshot.ts'

const DIRECTORY = new URL('../../../sync/vectors/', import.meta.url)

const stretch: locks.Stretch = async (password, salt, { memoryKib, passes, lanes }) =>
  Uint8Array.from(
    await argon2id({
      password,
      salt,
      memorySize: memoryKib,
      iterations: passes,
      parallelism: lanes,
      hashLength: 32,
      outputType: 'binary',
    }),
  )

const held = (root: string): Promise<CryptoKey> => keys.holdRoot(hexToBytes(root))

async function vaultsOf(roots: Record<string, string>): Promise<Map<number, keys.VaultKey>> {
  const vaults = new Map<number, keys.VaultKey>()
  for (const [epoch, root] of Object.entries(roots))
    vaults.set(Number(epoch), await keys.vaultKeyPair(await held(root)))
  return vaults
}

async function opened(envelope: Bytes, roots: Record<string, string>): Promise<Opened> {
  return open({ envelope, header: readHeader(envelope), id: await changeId(envelope) }, await vaultsOf(roots))
}

/** The kek that a vector names, if `key`, which cannot be read, is the same one. */
async function kekIfSame(key: CryptoKey, gives: Vector['gives']): Promise<string> {
  const hex = v.parse(text, gives['kek'])
  const named = await crypto.subtle.importKey('raw', hexToBytes(hex), 'AES-GCM', false, ['decrypt'])
  const gcm = { name: 'AES-GCM', iv: new Uint8Array(12) }
  await crypto.subtle.decrypt(gcm, named, await crypto.subtle.encrypt(gcm, key, new Uint8Array(32)))
  return hex
}

async function keyPairOf(pair: CryptoKeyPair, gives: Vector['gives']): Promise<Record<string, unknown>> {
  // The private half cannot be read: its public half proves it.
  return { sk_r: gives['sk_r'], pk_r: bytesToHex(await keys.publicKeyToBytes(pair.publicKey)) }
}

const Claim = { root: text, device: text, public_key: text, epoch: whole }
const claimOf = (claim: v.InferOutput<v.ObjectSchema<typeof Claim, undefined>>): keys.DeviceClaim => ({
  device: hexToBytes(claim.device),
  publicKey: hexToBytes(claim.public_key),
  epoch: claim.epoch,
})

const Cost = { memory_kib: whole, passes: whole, lanes: whole }
const costOf = (cost: v.InferOutput<v.ObjectSchema<typeof Cost, undefined>>): locks.StretchParams => ({
  memoryKib: cost.memory_kib,
  passes: cost.passes,
  lanes: cost.lanes,
})

const Lock = v.variant('kind', [
  v.object({ kind: v.literal('passphrase'), id: text, epoch: whole, wrapped: text, salt: text, ...Cost }),
  v.object({ kind: v.picklist(['recovery', 'passkey']), id: text, epoch: whole, wrapped: text }),
])

function lockOf(lock: v.InferOutput<typeof Lock>): locks.Lock {
  const wrapped = b64ToBytes(lock.wrapped)
  if (lock.kind !== 'passphrase') return { ...lock, wrapped }
  const { kind, id, epoch } = lock
  return { kind, id, epoch, wrapped, salt: b64ToBytes(lock.salt), ...costOf(lock) }
}

const Secret = { passphrase: v.nullish(text), recovery_code: v.nullish(text), prf: v.nullish(text) }
function secretOf(given: v.InferOutput<v.ObjectSchema<typeof Secret, undefined>>): locks.Secret {
  const { passphrase, recovery_code: code, prf } = given
  if (typeof passphrase === 'string') return { kind: 'passphrase', passphrase, stretch }
  if (typeof code === 'string') return { kind: 'recovery', code }
  if (typeof prf === 'string') return { kind: 'passkey', prf: hexToBytes(prf) }
  throw new Error('a vector without a secret')
}

function asValue(value: unknown): Value {
  if (isValue(value, -4)) return value // a vector wraps the deepest change that may be
  throw new TypeError('not a value')
}

const Heads = v.record(text, v.tuple([whole, text]))
const headsToJson = (heads: ReadonlyMap<string, Head>): Record<string, unknown> =>
  Object.fromEntries([...heads].map(([device, { counter, id }]) => [device, [counter, id]]))

const isWrite = (write: unknown): write is Write =>
  typeof write === 'object' && write !== null && 'counter' in write

const DEEDS: Readonly<Record<string, Deed>> = {
  derive: deed(
    {
      root: text,
      label: v.picklist(['vault', 'devices', 'snapshots', 'history', 'auths', 'purges', 'nudges']),
    },
    async ({ root, label }) => ({
      key: bytesToHex(await keys.derive(await held(root), label)),
    }),
  ),
  derive_key_pair: deed({ ikm: text }, async ({ ikm }, gives) =>
    keyPairOf(await keys.deriveKeyPair(hexToBytes(ikm)), gives),
  ),
  vault_key_pair: deed({ root: text }, async ({ root }, gives) =>
    keyPairOf(await keys.vaultKeyPair(await held(root)), gives),
  ),
  device_certificate: deed(Claim, async (claim) => ({
    certificate: bytesToHex(await keys.certify(await held(claim.root), claimOf(claim))),
  })),
  check_certificate: deed({ ...Claim, certificate: text }, async ({ certificate, ...claim }) => {
    await keys.checkCertificate(await held(claim.root), claimOf(claim), hexToBytes(certificate))
    return {}
  }),
  normal_form: deed({ passphrase: text }, ({ passphrase }) => ({
    normal_form: bytesToHex(locks.normalForm(passphrase)),
  })),
  check_cost: deed(Cost, (cost) => {
    locks.mustBeSafe(costOf(cost))
    return {}
  }),
  write_recovery_code: deed({ secret: text }, async ({ secret }) => ({
    code: await writeRecoveryCode(hexToBytes(secret)),
  })),
  read_recovery_code: deed({ code: text }, async ({ code }) => ({
    secret: bytesToHex(await readRecoveryCode(code)),
  })),
  passphrase_keys: deed(
    { passphrase: text, salt: text, ...Cost },
    async ({ passphrase, salt, ...cost }, gives) => {
      const stretching = { ...costOf(cost), salt: hexToBytes(salt) }
      const { auth, kek } = await locks.passphraseLockKeys(
        { kind: 'passphrase', passphrase, stretch },
        stretching,
      )
      return { auth: bytesToHex(auth), kek: await kekIfSame(kek, gives) }
    },
  ),
  recovery_keys: deed({ secret: text }, async ({ secret }, gives) => {
    const code = await writeRecoveryCode(hexToBytes(secret))
    const { auth, kek } = await locks.plainLockKeys({ kind: 'recovery', code })
    return { auth: bytesToHex(auth), kek: await kekIfSame(kek, gives) }
  }),
  passkey_kek: deed({ prf: text }, async ({ prf }, gives) => {
    const { kek } = await locks.plainLockKeys({ kind: 'passkey', prf: hexToBytes(prf) })
    return { kek: await kekIfSame(kek, gives) }
  }),
  open_lock: deed({ account: text, lock: Lock, ...Secret }, async ({ account, lock, ...secret }) => ({
    root: bytesToHex(await locks.openRoot(lockOf(lock), account, secretOf(secret))),
  })),
  padded_size: deed({ size: whole }, ({ size }) => ({ padded: pad(new Uint8Array(size)).length })),
  header: deed({ envelope: text }, async ({ envelope }) => {
    const bytes = b64ToBytes(envelope)
    return { ...readHeader(bytes), id: await changeId(bytes) }
  }),
  trust: deed(
    { account: text, devices: v.record(text, text), heads: Heads, envelopes: v.array(text) },
    async (given) => {
      const devices = new Map<string, CryptoKey>()
      for (const [device, key] of Object.entries(given.devices))
        devices.set(device, await keys.readDevicePublicKey(hexToBytes(key)))
      const heads = new Map(
        Object.entries(given.heads).map(([device, [counter, id]]) => [device, { counter, id }]),
      )
      for (const envelope of given.envelopes) {
        const { header, id } = await trust({ account: given.account, devices, heads }, b64ToBytes(envelope))
        heads.set(header.device, { counter: header.counter, id })
      }
      return { heads: headsToJson(heads) }
    },
  ),
  open_change: deed({ envelope: text, roots: v.record(text, text) }, async ({ envelope, roots }) => {
    const { header, ...change } = await opened(b64ToBytes(envelope), roots)
    return { ...change, device: header.device, counter: header.counter }
  }),
  hlc_tick: deed({ last: text, now_ms: whole }, ({ last, now_ms: nowMs }) => ({ at: tick(last, nowMs) })),
  hlc_meet: deed({ last: text, other: text, now_ms: whole }, ({ last, other, now_ms: nowMs }) => ({
    at: meet(last, other, nowMs),
  })),
  hlc_parse: deed({ at: text }, ({ at }) => ({ time_ms: timeMsOf(at), count: parseInt(at.slice(-4), 16) })),
  canonical: deed({ json: text }, ({ json }) => ({ canonical: canonicalJson(asValue(JSON.parse(json))) })),
  resolve: deed({ writes: v.array(v.custom<Write>(isWrite)) }, ({ writes }) => {
    const { gone, fields } = resolve(writes)
    return { gone, fields: Object.fromEntries(fields) }
  }),
  fold: deed({ roots: v.record(text, text), envelopes: v.array(text) }, async ({ roots, envelopes }) => {
    const changes = await Promise.all(envelopes.map((envelope) => opened(b64ToBytes(envelope), roots)))
    return { canonical: canonical(fold(emptyState(), changes)) }
  }),
  open_snapshot: deed({ account: text, root: text, snapshot: text }, async ({ account, root, snapshot }) => {
    const bytes = b64ToBytes(snapshot)
    const state = await openSnapshot(bytes, account, await keys.snapshotKey(await held(root)))
    const { epoch, seq } = readSnapshotPlace(account, bytes)
    return { epoch, seq, canonical: canonical(state) }
  }),
  journal_file: deed({ file: text, ...Secret }, async ({ file, ...secret }) => {
    const { header, changes, problems } = await readJournalFile(
      ReadableStream.from([textToBytes(file)]),
      secretOf(secret),
    )
    return {
      account: header.account,
      changes: changes.map(({ id }) => id),
      problems: problems.map(({ line, type }) => [line, type]),
    }
  }),
  ...DEEDS_OF_SYNC,
  ...DEEDS_OF_PURGING,
  ...DEEDS_OF_LEAVING,
}

const names = readdirSync(DIRECTORY).filter((name) => name.endsWith('.json'))

describe('the vectors that both languages share', () => {
  test('are there, and each is of a known deed', () => {
    expect(names.length).toBeGreaterThan(300)
  })

  test.each(names)('%s', async (name) => {
    const {
      what,
      expect: expected,
      given,
      gives,
    } = v.parse(Vector, JSON.parse(readFileSync(new URL(name, DIRECTORY), 'utf8')))
    const act = DEEDS[what]
    if (act === undefined) throw new Error(`no deed for ${what}`)

    const outcome = await act(given, gives).catch((failure: unknown) => {
      if (failure instanceof Problem) return failure.type
      throw failure
    })

    // As text, because comparisons of objects pass over odd names such as __proto__.
    expect(canonicalJson(asValue(outcome))).toBe(
      canonicalJson(expected === 'success' ? asValue(gives) : expected),
    )
  })
})
