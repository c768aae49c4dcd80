/** Whether the app can be put on the home screen from here, and how. */
import { isInstalled, onInstallOffer, type InstallOffer } from './lifecycle.ts'

export type Installing =
  | { readonly kind: 'no' } // installed already, or no way we know
  | { readonly kind: 'offer'; readonly offer: InstallOffer } // the browser asks when told to
  | { readonly kind: 'by-hand' } // Share, Add to Home Screen

let offer: InstallOffer | undefined
const watchers = new Set<() => void>()

export const installing = {
  get current(): Installing {
    if (isInstalled()) return { kind: 'no' }
    if (offer) return { kind: 'offer', offer }
    // Only iOS knows the member; false means a tab of Safari, whose storage the installed app does not share.
    return { kind: 'standalone' in navigator && navigator.standalone === false ? 'by-hand' : 'no' }
  },
  subscribe(changed: () => void): () => void {
    watchers.add(changed)
    return () => watchers.delete(changed)
  },
}

/** To be called before anything slow: the browser makes its offer once, and early. */
export function watchInstallOffers(): void {
  onInstallOffer((made) => {
    offer = made
    watchers.forEach((changed) => changed())
  })
}
