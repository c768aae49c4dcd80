/** What the one polite live region says (WCAG 4.1.3). App mounts it; every screen speaks through `say`. */
import { untrack } from 'svelte'

let text = $state('')

export const said = {
  get current(): string {
    return text
  },
}

/**
 * The same words twice are said twice: a space that nobody hears makes them another text.
 *
 * What was said before is not followed: an effect that says something would otherwise say it again for ever.
 */
export function say(next: string): void {
  text = next === untrack(() => text) ? `${next}\u00a0` : next
}
