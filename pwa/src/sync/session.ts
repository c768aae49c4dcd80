/**
 * A session that mends itself: where the server does not know us any more, this device signs in by its key and the
 * request goes out once more (PROTOCOL 9.2). Nobody is asked anything, and a locked phone can do it.
 */
import type { Http } from '../platform/http.ts'
import { ServerProblem } from '../platform/problems.ts'
import type { Storage } from '../platform/storage.ts'
import { concat, hexToBytes, textToBytes, type Bytes } from '../protocol/bytes.ts'
import { sign } from '../protocol/chain.ts'
import { SIGNATURE_BYTES } from '../protocol/sizes.ts'
import { knownDevice, type Device } from '../vault/device.ts'
import { readAccount } from './place.ts'
import { Server, type Session } from './server.ts'

const MENDED_BY_SIGNING_IN = ['not-signed-in', 'no-device']

/** The server asked as this device, while sync is on. Throws sign-in-failed once it is removed or the account gone. */
export function asThisDevice(http: Http, storage: Storage): Server {
  return new Server({
    ask: async (method, path, body, signal) => {
      try {
        return await http.ask(method, path, body, signal)
      } catch (failure) {
        if (!(failure instanceof ServerProblem) || !MENDED_BY_SIGNING_IN.includes(failure.type)) throw failure
        const device = await knownDevice(storage)
        // Who has signed out while something was under way stays signed out.
        if (device === undefined || (await readAccount(storage)) === null) throw failure
        await signInByKey(new Server(http), device)
        return http.ask(method, path, body, signal)
      }
    },
  })
}

export async function signInByKey(server: Server, device: Device): Promise<Session> {
  const challenge = await server.challenge()
  return server.signInByDevice(device, challenge, await signedChallenge(device, challenge))
}

async function signedChallenge({ account, device, sign: key }: Device, challenge: Bytes): Promise<Bytes> {
  const said = concat(textToBytes('plumbline/1 session'), hexToBytes(account), hexToBytes(device), challenge)
  return (await sign(key, said)).slice(-SIGNATURE_BYTES)
}
