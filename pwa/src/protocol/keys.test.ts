import { DhkemX25519HkdfSha256 } from '@hpke/core'
import { describe, expect, test } from 'vitest'

import { bytesToHex, randomBytes } from './bytes.ts'
import * as keys from './keys.ts'

describe('the root', () => {
  test('cannot be read again once it is held', async () => {
    const root = await keys.holdRoot(keys.newRoot())

    expect(root.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('raw', root)).rejects.toThrow()
  })

  test('derives by HKDF as WebCrypto does it', async () => {
    // HKDF-Expand alone is not in WebCrypto; extract with a known salt, then compare the whole.
    const [salt, secret] = [randomBytes(32), randomBytes(32)]
    const hmac = await crypto.subtle.importKey('raw', salt, { name: 'HMAC', hash: 'SHA-256' }, false, [
      'sign',
    ])
    const root = await keys.holdRoot(new Uint8Array(await crypto.subtle.sign('HMAC', hmac, secret)))
    const hkdf = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits'])

    for (const label of ['vault', 'devices', 'snapshots', 'history', 'auths', 'nudges'] as const) {
      const info = new TextEncoder().encode(`plumbline/1 ${label}`)
      const bits = await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, hkdf, 256)
      expect(bytesToHex(await keys.derive(root, label))).toBe(bytesToHex(new Uint8Array(bits)))
    }
  })
})

describe('the vault key pair', () => {
  test('is the one that the HPKE library derives', async () => {
    const root = await keys.holdRoot(keys.newRoot())
    const ikm = await keys.derive(root, 'vault')

    const { publicKey } = await keys.vaultKeyPair(root)

    const expected = await new DhkemX25519HkdfSha256().deriveKeyPair(ikm.buffer)
    expect(await keys.publicKeyToBytes(publicKey)).toEqual(await keys.publicKeyToBytes(expected.publicKey))
  })

  test('opens and cannot be read', async () => {
    const { privateKey } = await keys.vaultKeyPair(await keys.holdRoot(keys.newRoot()))

    expect(privateKey.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow()
  })

  test('of another length is told by name', async () => {
    await expect(keys.readVaultPublicKey(randomBytes(31))).rejects.toMatchObject({
      type: 'unusable-vault-key',
    })
  })
})

describe('a device certificate', () => {
  test('holds for its device, key and epoch alone', async () => {
    const root = await keys.holdRoot(keys.newRoot())
    const claim = { device: randomBytes(16), publicKey: randomBytes(32), epoch: 1 }
    const certificate = await keys.certify(root, claim)

    await keys.checkCertificate(root, claim, certificate)

    const others = [
      { ...claim, device: randomBytes(16) },
      { ...claim, publicKey: randomBytes(32) },
      { ...claim, epoch: 2 },
    ]
    for (const other of others) {
      await expect(keys.checkCertificate(root, other, certificate)).rejects.toMatchObject({
        type: 'bad-certificate',
      })
    }
  })

  test('of a stranger does not hold here', async () => {
    const claim = { device: randomBytes(16), publicKey: randomBytes(32), epoch: 1 }
    const cleo = await keys.certify(await keys.holdRoot(keys.newRoot()), claim)
    const ours = await keys.holdRoot(keys.newRoot())

    await expect(keys.checkCertificate(ours, claim, cleo)).rejects.toMatchObject({ type: 'bad-certificate' })
    await expect(keys.checkCertificate(ours, claim, new Uint8Array())).rejects.toMatchObject({
      type: 'bad-certificate',
    })
  })

  test('names a key that can be imported', async () => {
    await expect(keys.readDevicePublicKey(randomBytes(33))).rejects.toMatchObject({ type: 'bad-certificate' })
  })
})
