/** For tests: what is done with the vectors of sync: auths, epochs, pairing, the log's checks, purges, nudges. */
import * as v from 'valibot'

import { deed, text, whole, type Deed } from './aDeed.ts'
import { authsKey, openAuth } from './auths.ts'
import { b64ToBytes, bytesToHex, hexToBytes, type Bytes } from './bytes.ts'
import { changeId, readHeader, readStub, type Head, type Item, type Stub } from './chain.ts'
import * as checks from './checks.ts'
import { open, type Opened } from './envelope.ts'
import * as epochs from './epochs.ts'
import * as keys from './keys.ts'
import { PRF_SALT } from './locks.ts'
import { canonical, emptyState, fold, passOver, type State } from './merge.ts'
import { openSlot } from './nudges.ts'
import * as pairing from './pairing.ts'
import { purgedBy } from './purges.ts'
import { mustNotDiffer } from './snapshot.ts'

const Heads = v.record(text, v.tuple([whole, text]))
const StubAsRead = v.tuple([text, text])
const Own = v.nullable(v.object({ device: text, counter: whole, ids: v.optional(v.record(text, text), {}) }))
const Membership = v.object({ epoch: whole, devices: v.record(text, text) })
const Envelopes = v.array(text)
const Roots = v.record(text, text)
const Code = { pk: text, id: text }
const Kept = { ikm: text, opening: text }
const Ended = { root: text, device: text, epoch: whole, counter: whole, head: text }

export const DEEDS_OF_SYNC: Readonly<Record<string, Deed>> = {
  prf_salt: deed({}, () => ({ salt: bytesToHex(PRF_SALT) })),
  open_auth: deed(
    { root: text, account: text, lock_id: text, kept: text },
    async ({ root, account, lock_id: lockId, kept }) => ({
      auth: bytesToHex(await openAuth(await authsKey(await held(root)), b64ToBytes(kept), account, lockId)),
    }),
  ),
  open_slot: deed(
    { root: text, account: text, device: text, epoch: whole, payload: text },
    async ({ root, payload, ...phone }) => ({
      said: await openSlot(b64ToBytes(payload), await keys.nudgesKey(await held(root)), phone),
    }),
  ),
  open_history: deed(
    { root: text, account: text, epoch: whole, history: text },
    async ({ root, account, epoch, history }) => ({
      root: bytesToHex(await epochs.openHistory(await held(root), b64ToBytes(history), account, epoch)),
    }),
  ),
  open_histories: deed(
    { root: text, account: text, epoch: whole, histories: v.record(text, text) },
    async ({ root, account, epoch, histories }) => {
      const byEpoch = new Map(Object.entries(histories).map(([of, it]) => [Number(of), b64ToBytes(it)]))
      const roots = await epochs.openHistories(hexToBytes(root), epoch, byEpoch, account)
      return { roots: Object.fromEntries([...roots].map(([of, it]) => [of, bytesToHex(it)])) }
    },
  ),
  must_be_root_of: deed({ root: text, vault_key: text }, async ({ root, vault_key: vaultKey }) => {
    await epochs.mustBeRootOf(await held(root), hexToBytes(vaultKey))
    return {}
  }),
  closing: deed(Ended, async ({ root, ...ended }) => ({
    certificate: bytesToHex(await epochs.closing(await keys.certificateKey(await held(root)), closed(ended))),
  })),
  check_closing: deed({ ...Ended, certificate: text }, async ({ root, certificate, ...ended }) => {
    const devices = await keys.certificateKey(await held(root))
    await epochs.checkClosing(devices, closed(ended), hexToBytes(certificate))
    return {}
  }),
  pairing_id: deed({ opening: text, pk: text }, async ({ opening, pk }) => ({
    id: await pairing.pairingId(hexToBytes(opening), hexToBytes(pk)),
  })),
  write_pairing_link: deed(Code, (code) => ({ link: pairing.writePairingLink(codeOf(code)) })),
  read_pairing_link: deed({ link: text }, ({ link }) => {
    const { pk, id } = pairing.readPairingLink(link)
    return { pk: bytesToHex(pk), id }
  }),
  open_box: deed({ ...Kept, account: text, epoch: whole, box: text }, async ({ box, ...given }) => {
    const { root, seq } = await pairing.openBox(b64ToBytes(box), given, await pairingOf(given))
    return { root: bytesToHex(root), seq }
  }),
  seal_box: deed(
    { ...Kept, ...Code, root: text, account: text, epoch: whole, seq: whole },
    async ({ root, seq, ...given }) => {
      const box = await pairing.sealBox({ root: hexToBytes(root), seq }, given, codeOf(given))
      const opened = await pairing.openBox(box, given, await pairingOf(given))
      return { bytes: box.length, root: bytesToHex(opened.root), seq: opened.seq }
    },
  ),
  must_open: deed({ ...Code, opening: text }, async ({ opening, ...code }) => {
    await pairing.mustOpen(codeOf(code), hexToBytes(opening))
    return {}
  }),
  digits: deed({ pk: text, box: text, opening: text }, async ({ pk, box, opening }) => ({
    digits: await pairing.digits(hexToBytes(pk), b64ToBytes(box), hexToBytes(opening)),
  })),
  stub: deed({ header: text, id: text }, (given) => {
    const { header, id } = readStub(b64ToBytes(given.header), b64ToBytes(given.id))
    return { device: header.device, counter: header.counter, id }
  }),
  trust_page: deed(
    {
      account: text,
      devices: v.record(text, text),
      heads: Heads,
      seq: whole,
      told: whole,
      closings: Heads,
      own: Own,
      page: v.object({
        head: whole,
        items: v.array(v.tuple([whole, v.union([text, StubAsRead])])),
      }),
    },
    async ({ account, devices, heads, seq, told, closings, own, page }) => {
      const trusted = { account, devices: await publicKeys(devices), heads: headsOf(heads) }
      const items = page.items.map(([number, item]) => ({ seq: number, item: itemOf(item) }))
      const { place, found } = await checks.trustPage(
        { trusted, seq, told },
        { head: page.head, items },
        headsOf(closings),
        ownOf(own),
      )
      const reached = [...place.trusted.heads].map(([device, head]) => [device, [head.counter, head.id]])
      return {
        seq: place.seq,
        told: place.told,
        heads: Object.fromEntries(reached) as Record<string, unknown>,
        found: found.map(({ id }) => id),
      }
    },
  ),
  must_have_own: deed({ heads: Heads, device: text, taken: whole }, ({ heads, device, taken }) => {
    checks.mustHaveOwn(headsOf(heads), device, taken)
    return {}
  }),
  must_not_roll_back: deed({ before: Membership, after: Membership }, ({ before, after }) => {
    checks.mustNotRollBack(membershipOf(before), membershipOf(after))
    return {}
  }),
  must_not_miss: deed(
    { heads: Heads, seens: v.array(v.record(text, whole)), own: Own },
    ({ heads, seens, own }) => {
      checks.mustNotMiss(headsOf(heads), seens, ownOf(own))
      return {}
    },
  ),
  must_be_ordered: deed(
    { stubs: v.array(StubAsRead), purged: v.array(v.tuple([text, whole, text])) },
    ({ stubs, purged }) => {
      checks.mustBeOrdered(stubs.map(stubOf), purged)
      return {}
    },
  ),
  purged_by: deed({ verb: v.record(text, v.unknown()) }, ({ verb }) => ({ changes: purgedBy(verb) })),
  pass_over: deed(
    { roots: Roots, envelopes: Envelopes, stubs: v.array(StubAsRead) },
    async ({ roots, envelopes, stubs }) => ({
      canonical: canonical(passOver(await folded(envelopes, roots), stubs.map(stubOf))),
    }),
  ),
  must_not_differ: deed(
    { roots: Roots, snapshot: Envelopes, log: Envelopes },
    async ({ roots, snapshot, log }) => {
      mustNotDiffer(await folded(snapshot, roots), await folded(log, roots))
      return {}
    },
  ),
}

async function held(root: string): Promise<CryptoKey> {
  return keys.holdRoot(hexToBytes(root))
}

function closed({
  device,
  epoch,
  counter,
  head,
}: {
  device: string
  epoch: number
  counter: number
  head: string
}): epochs.Closed {
  return { device, epoch, head: { counter, id: head } }
}

function codeOf({ pk, id }: { pk: string; id: string }): pairing.Code {
  return { pk: hexToBytes(pk), id }
}

async function pairingOf({ ikm, opening }: { ikm: string; opening: string }): Promise<pairing.Pairing> {
  return pairing.pairingOf(await keys.deriveKeyPair(hexToBytes(ikm)), hexToBytes(opening))
}

function stubOf([header, id]: readonly [string, string]): Stub {
  return readStub(b64ToBytes(header), hexToBytes(id))
}

function itemOf(item: string | readonly [string, string]): Item {
  return typeof item === 'string' ? b64ToBytes(item) : stubOf(item)
}

function headsOf(heads: v.InferOutput<typeof Heads>): Map<string, Head> {
  return new Map(Object.entries(heads).map(([device, [counter, id]]) => [device, { counter, id }]))
}

function ownOf(own: v.InferOutput<typeof Own>): checks.Own | null {
  if (own === null) return null
  return { device: own.device, counter: own.counter, idAt: (counter) => own.ids[String(counter)] }
}

async function publicKeys(devices: Record<string, string>): Promise<Map<string, CryptoKey>> {
  const held = Object.entries(devices).map(
    async ([device, key]) => [device, await keys.readDevicePublicKey(hexToBytes(key))] as const,
  )
  return new Map(await Promise.all(held))
}

function membershipOf({ epoch, devices }: v.InferOutput<typeof Membership>): checks.Membership {
  return {
    epoch,
    devices: new Map<string, Bytes>(Object.entries(devices).map(([id, key]) => [id, hexToBytes(key)])),
  }
}

async function folded(envelopes: readonly string[], roots: Record<string, string>): Promise<State> {
  const vaults = new Map<number, keys.VaultKey>()
  for (const [epoch, root] of Object.entries(roots))
    vaults.set(Number(epoch), await keys.vaultKeyPair(await held(root)))
  const openedOf = async (envelope: Bytes): Promise<Opened> =>
    open({ envelope, header: readHeader(envelope), id: await changeId(envelope) }, vaults)
  return fold(emptyState(), await Promise.all(envelopes.map((it) => openedOf(b64ToBytes(it)))))
}
