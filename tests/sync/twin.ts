/**
 * The TypeScript twin at the other end of a pipe: a line of JSON asks, a line of JSON answers.
 *
 * Started by test_two_languages.py with Node's own type stripping; what it runs is what the app is built from.
 */
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

import { DEEDS_OF_LEAVING } from '../../pwa/src/leave/deedsOfLeaving.ts'
import { openBackup, sealBackup } from '../../pwa/src/protocol/ageFile.ts'
import { b64ToBytes, bytesToB64, bytesToHex, hexToBytes, randomBytes, textToBytes } from '../../pwa/src/protocol/bytes.ts'
import { changeId, NO_HEAD, nextHeader } from '../../pwa/src/protocol/chain.ts'
import { seal } from '../../pwa/src/protocol/envelope.ts'
import { readJournalFile, writeJournalFile } from '../../pwa/src/protocol/formats.ts'
import * as keys from '../../pwa/src/protocol/keys.ts'
import { setLock } from '../../pwa/src/protocol/locks.ts'
import { canonical, emptyState, fold, resolve } from '../../pwa/src/protocol/merge.ts'
import { newRecoveryCode } from '../../pwa/src/protocol/recovery.ts'
import { openSnapshot, sealSnapshot } from '../../pwa/src/protocol/snapshot.ts'

const { argon2id } = createRequire(new URL('../../pwa/package.json', import.meta.url))('hash-wasm')

const stretch = async (normalForm, salt, { memoryKib, passes, lanes }) => new Uint8Array(await argon2id({
  password: normalForm, salt, memorySize: memoryKib, iterations: passes, parallelism: lanes, hashLength: 32, outputType: 'binary',
}))

const secretOf = ({ passphrase, code }) => (
  passphrase === undefined ? { kind: 'recovery', code } : { kind: 'passphrase', passphrase, stretch }
)

const deeds = {
  /** A journal file of these changes, each `{at, seen, ops}`, by one phone; and the secrets that open it. */
  async write({ changes, passphrase }) {
    const root = keys.newRoot()
    const rootKey = await keys.holdRoot(root)
    const account = bytesToHex(randomBytes(16))
    const device = bytesToHex(randomBytes(16))
    const pair = await keys.newDeviceKeyPair()
    const vault = await keys.vaultKeyPair(rootKey)
    const envelopes = []
    let head = NO_HEAD
    for (const change of changes) {
      const header = nextHeader({ account, device, epoch: 1 }, head)
      envelopes.push(await seal(change, header, vault.publicKey, pair.privateKey))
      head = { counter: header.counter, id: await changeId(envelopes.at(-1)) }
    }
    const publicKey = await keys.publicKeyToBytes(pair.publicKey)
    const certificate = await keys.certify(rootKey, { device: hexToBytes(device), publicKey, epoch: 1 })
    const code = await newRecoveryCode()
    const locks = [await setLock(root, account, 1, { kind: 'recovery', code })]
    if (passphrase !== undefined) locks.push(await setLock(root, account, 1, secretOf({ passphrase })))
    const devices = [{ id: device, epoch: 1, publicKey, certificate }]
    const header = { account, epoch: 1, changes: changes.length, locks, devices }
    return { file: (await Array.fromAsync(writeJournalFile(header, envelopes))).join(''), code }
  },

  /** What a journal file holds, as read with one of its secrets. */
  async read({ file, ...secret }) {
    const pieces = (async function* () { yield textToBytes(file) })()
    const { changes, problems } = await readJournalFile(pieces, secretOf(secret))
    return {
      changes: changes.map(({ id, at, seen, ops }) => ({ id, at, seen, ops })),
      problems: problems.map(({ line, type }) => [line, type]),
      canonical: canonical(fold(emptyState(), changes)),
    }
  },

  /** The state of opened changes, and what each object says. */
  async merge({ changes }) {
    const state = stateOf(changes)
    const resolved = [...state.objects].flatMap(([kind, byId]) => [...byId].map(([id, writes]) => {
      const { gone, fields } = resolve(writes)
      const said = [...fields].map(([name, { value, concurrent }]) => [name, value, concurrent])
      return [kind, id, gone, said]
    }))
    return { canonical: canonical(state), resolved }
  },

  /** Any deed of the vectors of readable files. */
  async leave({ what, given }) {
    return DEEDS_OF_LEAVING[what](given, {})
  },

  async seal({ content, passphrase }) {
    return { file: bytesToB64(await sealBackup(b64ToBytes(content), passphrase)) }
  },

  async open({ file, passphrase }) {
    return { content: bytesToB64(await openBackup(b64ToBytes(file), passphrase)) }
  },

  async openSnapshot({ snapshot, account, root }) {
    const state = await openSnapshot(b64ToBytes(snapshot), account, await snapshotKeyOf(root))
    return { canonical: canonical(state) }
  },

  async sealSnapshot({ changes, account, root, seq }) {
    const sealed = await sealSnapshot(stateOf(changes), { account, epoch: 1, seq }, await snapshotKeyOf(root))
    return { snapshot: bytesToB64(sealed) }
  },
}

const stateOf = (changes) => fold(emptyState(), changes.map(({ device, counter, ...change }) => (
  { ...change, header: { device, counter } }
)))

const snapshotKeyOf = async (root) => keys.snapshotKey(await keys.holdRoot(hexToBytes(root)))

for await (const line of createInterface({ input: process.stdin })) {
  const { deed, ...given } = JSON.parse(line)
  let answer
  try {
    answer = await deeds[deed](given)
  } catch (problem) {
    answer = { problem: problem.type ?? String(problem.stack) }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
// Rooms of the app listen for other tabs from when they are loaded, which alone would keep this running.
process.exit()
