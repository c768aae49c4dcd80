/**
 * Whose changes are believed: the devices that this journal's roots certified, and removed ones up to their closing
 * (PROTOCOL 3.4).
 */
import type { Storage } from '../platform/storage.ts'
import { hexToBytes, type Bytes } from '../protocol/bytes.ts'
import { checkClosing } from '../protocol/epochs.ts'
import { checkCertificateBy, readDevicePublicKey, type DeviceId } from '../protocol/keys.ts'
import { Problem } from '../protocol/problems.ts'
import { knownDevice } from './device.ts'
import { readMembers, type Member } from './members.ts'
import type { Keys } from './vault.ts'

export interface Believable {
  /** The public keys by device. */
  readonly devices: ReadonlyMap<DeviceId, CryptoKey>
  /** Whom no root let in or closed: bad-certificate. Empty most of the time. */
  readonly strangers: ReadonlySet<DeviceId>
}

/** Throws bad-certificate if it is this phone's own record that no root certified: it was tampered with. */
export async function certifiedDevices(storage: Storage, keys: Keys): Promise<Believable> {
  const own = await knownDevice(storage)
  if (own === undefined) return { devices: new Map(), strangers: new Set() }
  const { device, publicKey, epoch, certificate } = own
  await mustBeCertified({ id: device, publicKey }, { epoch, certificate }, keys)
  const devices = new Map([[device, await readDevicePublicKey(publicKey)]])
  const strangers = new Set<DeviceId>()
  for (const member of await readMembers(storage)) {
    if (member.id === device) continue
    try {
      if (await isProven(member, keys)) devices.set(member.id, await readDevicePublicKey(member.publicKey))
    } catch (lie) {
      if (!(lie instanceof Problem)) throw lie
      strangers.add(member.id)
    }
  }
  return { devices, strangers }
}

/** False while only a root that is not held here yet could tell. Throws bad-certificate. */
async function isProven(member: Member, keys: Keys): Promise<boolean> {
  if (member.closed !== null) return isClosedProperly(member, keys)
  const certified = [member, ...(member.before ? [member.before] : [])]
  const ofNewest = certified.find(({ epoch }) => epoch === keys.epoch)
  if (ofNewest === undefined && member.epoch > keys.epoch) return false
  if (ofNewest === undefined) throw new Problem('bad-certificate', member.id)
  await mustBeCertified(member, ofNewest, keys)
  return true
}

async function isClosedProperly({ closed, ...member }: Member, keys: Keys): Promise<boolean> {
  if (closed === null) return false
  const { epoch, counter, head, certificate } = closed
  const key = keys.certificates.get(epoch)
  if (key === undefined && epoch > keys.epoch) return mustHaveBeenLive(member, keys)
  if (key === undefined) throw new Problem('bad-certificate', member.id)
  await checkClosing(key, { device: member.id, head: { counter, id: head }, epoch }, certificate)
  await mustBeCertified(member, member, keys)
  return true
}

// Closed in an epoch that this phone has yet to take over: until then it is what it was.
async function mustHaveBeenLive(
  member: Pick<Member, 'id' | 'publicKey' | 'epoch' | 'certificate'>,
  keys: Keys,
) {
  if (member.epoch > keys.epoch) return false
  await mustBeCertified(member, member, keys)
  return true
}

async function mustBeCertified(
  { id, publicKey }: Pick<Member, 'id' | 'publicKey'>,
  { epoch, certificate }: { readonly epoch: number; readonly certificate: Bytes },
  keys: Keys,
): Promise<void> {
  const key = keys.certificates.get(epoch)
  if (key === undefined) throw new Problem('bad-certificate', `${id}, of epoch ${epoch}`)
  await checkCertificateBy(key, { device: hexToBytes(id), publicKey, epoch }, certificate)
}
