/** When what is drawn by script has to be drawn anew: in another light, or in another size. */
import type { Stop } from './lifecycle.ts'

const LIGHTS = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)']

/** Another light, or more contrast. */
export function onThemed(act: () => void): Stop {
  const lists = LIGHTS.map((query) => matchMedia(query))
  for (const list of lists) list.addEventListener('change', act)
  return () => {
    for (const list of lists) list.removeEventListener('change', act)
  }
}

/** Before it goes on paper, which waits for nothing that is done later, and once it has gone. */
export function onPrinted(before: () => void, after: () => void): Stop {
  addEventListener('beforeprint', before)
  addEventListener('afterprint', after)
  return () => {
    removeEventListener('beforeprint', before)
    removeEventListener('afterprint', after)
  }
}

/** Once at first, and whenever the element has another size. */
export function onResized(element: Element, act: () => void): Stop {
  const watching = new ResizeObserver(act)
  watching.observe(element)
  return () => watching.disconnect()
}
