/**
 * A neutral sheet over the screen: at once when the person locks, and while the page is out of sight.
 *
 * The second is a best effort: a phone's app switcher may have taken its picture before (WebKit, platform 6.4).
 */
export type CoverState = 'none' | 'glance' | 'blank'

let current = $state.raw<CoverState>('none')

export const cover = {
  get current(): CoverState {
    return current
  },
  /** Stays until the person goes on. */
  blank(): void {
    current = 'blank'
  },
  /** Over what is open, until the page is looked at again. */
  glance(): void {
    if (current === 'none') current = 'glance'
  },
  /** The page is looked at again. */
  look(): void {
    if (current === 'glance') current = 'none'
  },
  goOn(): void {
    current = 'none'
  },
}
