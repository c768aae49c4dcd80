/** When what is drawn by script has to be drawn anew: in another light, or in another size. */
import type { Stop } from './lifecycle.ts'

const LIGHTS = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', 'print']

/** Another light, more contrast, or paper. */
export function onThemed(act: () => void): Stop {
  const lists = LIGHTS.map((query) => matchMedia(query))
  for (const list of lists) list.addEventListener('change', act)
  return () => {
    for (const list of lists) list.removeEventListener('change', act)
  }
}

/** Once at first, and whenever the element has another size. */
export function onResized(element: Element, act: () => void): Stop {
  const watching = new ResizeObserver(act)
  watching.observe(element)
  return () => watching.disconnect()
}
