/** What watches over an open journal while the app runs: the lock by itself, and the sheet over a page out of sight. */
import {
  isTouchScreen,
  onBlurred,
  onFocused,
  onHidden,
  onPageHide,
  onVisible,
  type Stop,
} from '../platform/lifecycle.ts'
import { cover } from '../parts/cover.svelte.ts'
import { autolock } from '../vault/autolock.ts'
import { vault } from '../vault/vault.ts'

/** Until the result is called. */
export function guard(): Stop {
  vault.look().catch(() => undefined) // storage that fails is told by the probe at start
  const watching = autolock.start()
  const hide = (): void => {
    if (vault.current === 'open') cover.glance()
  }
  const stops = [
    onHidden(hide),
    onPageHide(hide),
    onVisible(() => cover.look()),
    // On a desk two windows stand side by side; on a phone losing the screen means the app switcher.
    onBlurred(() => {
      if (isTouchScreen()) hide()
    }),
    onFocused(() => cover.look()),
  ]
  return () => {
    for (const stop of stops) stop()
    void watching.then((stop) => stop())
  }
}
