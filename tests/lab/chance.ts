/**
 * Chance without memory: the same question always has the same answer, whatever else was asked. So a person who
 * snoozes lives the same days as the one who does not, until the snoozing itself changes them.
 */
export class Chance {
  readonly #seed: number

  constructor(seed: number) {
    this.#seed = mixed(seed)
  }

  /** From 0 up to 1, for this question on this day. */
  share(question: string, day = 0, turn = 0): number {
    return mixed(this.#seed ^ mixed(hash(question) ^ mixed(day * 64 + turn))) / 2 ** 32
  }

  /** Of a bell curve: mean 0, spread 1. */
  bell(question: string, day = 0): number {
    const length = Math.sqrt(-2 * Math.log(1 - this.share(`${question} length`, day)))
    return length * Math.cos(2 * Math.PI * this.share(`${question} turn`, day))
  }

  /** A whole number from `least` to `most`, both with them. */
  whole(question: string, least: number, most: number, day = 0): number {
    return least + Math.floor(this.share(question, day) * (most - least + 1))
  }

  /** One of these names, each as likely as its weight is large. */
  pick(weights: Readonly<Record<string, number>>, question: string, day = 0, turn = 0): string {
    const all = Object.entries(weights)
    let left = this.share(question, day, turn) * all.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [name, weight] of all) {
      left -= weight
      if (left < 0) return name
    }
    return all.at(-1)?.[0] ?? ''
  }
}

const hashes = new Map<string, number>()

function hash(text: string): number {
  const known = hashes.get(text)
  if (known !== undefined) return known
  let sum = 2166136261
  for (const letter of text) sum = Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 16777619)
  hashes.set(text, sum >>> 0)
  return sum >>> 0
}

/** Every bit of a 32-bit number into every other. */
function mixed(number: number): number {
  let bits = (number + 0x9e3779b9) | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
