/** What a tap begins: while it runs a second tap begins nothing, and what went wrong is kept to be told. */
export class Attempt {
  failure = $state.raw<unknown>(null)
  #isRunning = false

  /** Whether it came to its end: not if another one still runs, and not if it failed. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.#isRunning) return false
    this.#isRunning = true
    this.failure = null
    try {
      await work()
      return true
    } catch (problem) {
      this.failure = problem
      return false
    } finally {
      this.#isRunning = false
    }
  }
}
