/** Prompts that the person left out, by month: until the app is loaded anew, as leaving out is no answer. */
let all = $state.raw<readonly string[]>([])

const nameOf = (month: string, prompt: string): string => `${month} ${prompt}`

export const skipped = {
  has(month: string, prompt: string): boolean {
    return all.includes(nameOf(month, prompt))
  },
  add(month: string, prompt: string): void {
    all = [...all, nameOf(month, prompt)]
  },
  clear(month: string): void {
    all = all.filter((one) => !one.startsWith(nameOf(month, '')))
  },
}
