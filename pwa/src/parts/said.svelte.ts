/** What the one polite live region says (WCAG 4.1.3). App mounts it; every screen speaks through `say`. */
let text = $state('')

export const said = {
  get current(): string {
    return text
  },
}

/** The same words twice are said twice: a space that nobody hears makes them another text. */
export function say(next: string): void {
  text = next === text ? `${next}\u00a0` : next
}
