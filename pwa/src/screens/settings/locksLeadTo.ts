/** Where the screens of locks lead when they are done: to the locks, or on to what needed them. */
let next = 'locks'

/** Said by the screen that sends a person to set a lock. */
export function locksLeadTo(part: string): void {
  next = part
}

/** The part of settings to go to, once a lock is set; said by its screen, and forgotten. */
export function afterLocks(): string {
  const now = next
  next = 'locks'
  return now
}
