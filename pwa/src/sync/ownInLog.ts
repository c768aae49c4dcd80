/** How much of what this device wrote the log holds: the rest is unsent, or another phone's under the same key. */
import type { Storage } from '../platform/storage.ts'
import { changeId, readHeader, readStub, type ChangeId, type Header } from '../protocol/chain.ts'
import type { Device } from '../vault/device.ts'
import type { PageTold } from './answers.ts'
import type { KeptPlace } from './place.ts'
import type { Server } from './server.ts'
import { idAt } from './stored.ts'

/**
 * Up to which counter the log and this phone hold the same changes of `owner`, looked up from `place` on, as far as the
 * log went at the first answer: a server whose log grows with each page would be asked without end.
 */
export async function sentUpTo(
  server: Server,
  storage: Storage,
  { device }: Device,
  { seq, heads }: Pick<KeptPlace, 'seq' | 'heads'>,
): Promise<number> {
  let agreed = heads[device]?.counter ?? 0
  let end: number | null = null
  for (let after = seq; ;) {
    const { head, changes } = await server.pull(after)
    end ??= head
    for (const change of changes) {
      const { header, id } = await read(change)
      if (header.device !== device || header.counter <= agreed) continue
      if (header.counter !== agreed + 1 || (await idAt(storage, device, header.counter)) !== id) return agreed
      agreed += 1
    }
    after += changes.length
    if (changes.length === 0 || after >= end) return agreed
  }
}

async function read([, content, id]: PageTold['changes'][number]): Promise<{ header: Header; id: ChangeId }> {
  if (id !== undefined) return readStub(content, id)
  return { header: readHeader(content), id: await changeId(content) }
}
