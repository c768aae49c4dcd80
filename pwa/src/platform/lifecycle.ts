/** What happens to the page: hidden and shown again, installed, its storage kept. */

/** Lets go of what was asked for. */
export type Stop = () => void

/** Chromium's offer to install, to be used once and from a tap; not in TypeScript's own types. */
export interface InstallOffer {
  readonly prompt: () => Promise<{ outcome: 'accepted' | 'dismissed' }>
}

export function onHidden(act: () => void): Stop {
  return listen(document, 'visibilitychange', () => {
    if (document.visibilityState === 'hidden') act()
  })
}

/** Shown again, also from the back-forward cache. */
export function onVisible(act: () => void): Stop {
  const stops = [
    listen(document, 'visibilitychange', () => {
      if (document.visibilityState === 'visible') act()
    }),
    listen(window, 'pageshow', (event) => {
      if (event instanceof PageTransitionEvent && event.persisted) act()
    }),
  ]
  return () => stops.forEach((stop) => stop())
}

/** The last moment that a phone surely grants. */
export function onPageHide(act: () => void): Stop {
  return listen(window, 'pagehide', act)
}

/** A finger, a mouse or a key: someone is there. */
export function onTouched(act: () => void): Stop {
  const stops = ['pointerdown', 'keydown', 'wheel'].map((type) => listen(window, type, act))
  return () => stops.forEach((stop) => stop())
}

/** Another window, the app switcher or a sheet of the system takes the screen. */
export function onBlurred(act: () => void): Stop {
  return listen(window, 'blur', act)
}

export function onFocused(act: () => void): Stop {
  return listen(window, 'focus', act)
}

/** The network is back, as far as the browser knows. */
export function onOnline(act: () => void): Stop {
  return listen(window, 'online', act)
}

/** Hands over the offer to install when the browser makes one; the browser's own banner stays away. */
export function onInstallOffer(take: (offer: InstallOffer) => void): Stop {
  return listen(window, 'beforeinstallprompt', (event) => {
    event.preventDefault()
    if (isInstallOffer(event)) take({ prompt: () => event.prompt() })
  })
}

function isInstallOffer(event: object): event is InstallOffer {
  return 'prompt' in event && typeof event.prompt === 'function'
}

/** Whether fingers are what points here. */
export function isTouchScreen(): boolean {
  return matchMedia('(pointer: coarse)').matches
}

/** Opened from its icon. iOS may say fullscreen where it means standalone (WebKit 264218). */
export function isInstalled(): boolean {
  if ('standalone' in navigator && navigator.standalone === true) return true
  return ['standalone', 'fullscreen'].some((mode) => matchMedia(`(display-mode: ${mode})`).matches)
}

/** Asks the browser not to delete our storage by itself; whether it agreed. Best called from a tap: Firefox asks. */
export async function persist(): Promise<boolean> {
  return 'storage' in navigator && 'persist' in navigator.storage ? navigator.storage.persist() : false
}

export async function isPersisted(): Promise<boolean> {
  return 'storage' in navigator && 'persisted' in navigator.storage ? navigator.storage.persisted() : false
}

function listen(target: EventTarget, type: string, act: (event: Event) => void): Stop {
  target.addEventListener(type, act)
  return () => target.removeEventListener(type, act)
}
