/** A panel that is left lying goes off the screen, as a check does; a call may take its time. */
import { clock } from '../../platform/clock.ts'
import { onTouched, onVisible, type Stop } from '../../platform/lifecycle.ts'
import { vault } from '../../vault/vault.ts'

const LEFT_MS = 15 * 60_000

/** Calls `leave` 15 minutes after the last touch, and at once when the journal locks; until the result is called. */
export function leaveAlone(leave: () => void): Stop {
  let touched = clock.now()
  let wasOpen = vault.current === 'open'
  const look = (): void => {
    if (clock.now() - touched >= LEFT_MS) leave()
  }
  const lookAtLock = (): void => {
    if (wasOpen && vault.current !== 'open') leave()
    wasOpen = vault.current === 'open'
  }
  const timer = setInterval(look, LEFT_MS / 15)
  const stops = [onTouched(() => (touched = clock.now())), onVisible(look), vault.subscribe(lookAtLock)]
  return () => {
    clearInterval(timer)
    for (const stop of stops) stop()
  }
}
