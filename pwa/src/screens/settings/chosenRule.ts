/** Which rule of "What Plumbline notices" a signal leads to: kept here, and not in the address. */
let chosen: string | null = null

/** Before its settings are gone to. */
export function chooseRule(rule: string): void {
  chosen = rule
}

/** The rule to open; said once, and forgotten. */
export function takeChosenRule(): string | null {
  const rule = chosen
  chosen = null
  return rule
}
