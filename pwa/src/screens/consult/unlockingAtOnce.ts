/** One tap to open where the phone alone protects the journal, or a passkey does: nothing to type, no other screen. */
import { unlock } from '../../vault/unlocking.ts'
import { vault } from '../../vault/vault.ts'

/** Whether it is open; if not, another way has to be asked for. Throws what a passkey throws. */
export async function openAtOnce(): Promise<boolean> {
  const kinds = await vault.locks()
  const kind = (['device', 'passkey'] as const).find((one) => kinds.includes(one))
  if (kind === undefined) return false
  await unlock({ kind })
  return true
}
