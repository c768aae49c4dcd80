/** Looking in lists that are in order, by halves. */

/** The first place that is not before what is sought. */
export function firstPlace<One>(all: readonly One[], isBefore: (one: One) => boolean): number {
  let [low, high] = [0, all.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const one = all[middle]
    if (one !== undefined && isBefore(one)) low = middle + 1
    else high = middle
  }
  return low
}
