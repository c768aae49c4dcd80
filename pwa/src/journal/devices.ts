/** Whose changes are believed: the devices that this journal's root certified. */
import type { Storage } from '../platform/storage.ts'
import { hexToBytes } from '../protocol/bytes.ts'
import { checkCertificateBy, readDevicePublicKey, type DeviceId } from '../protocol/keys.ts'
import { knownDevice } from '../vault/device.ts'
import type { Keys } from '../vault/vault.ts'

/** The public keys by device. Throws bad-certificate: then this phone's record was tampered with. */
export async function certifiedDevices(
  storage: Storage,
  keys: Keys,
): Promise<ReadonlyMap<DeviceId, CryptoKey>> {
  const known = await knownDevice(storage)
  if (known === undefined) return new Map()
  const { device, publicKey, epoch, certificate } = known
  await checkCertificateBy(keys.devices, { device: hexToBytes(device), publicKey, epoch }, certificate)
  return new Map([[device, await readDevicePublicKey(publicKey)]])
}
