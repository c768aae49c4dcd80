/**
 * Which screen is shown. The address tells a room and never what was read in it: an entry's id stays out of history.
 */
import { ROOMS } from './rooms.ts'

export type Route =
  | { readonly screen: 'today' }
  | { readonly screen: 'check'; readonly checklist: string; readonly way: string }
  | { readonly screen: 'journal' }
  | { readonly screen: 'consult'; readonly part: string }
  | { readonly screen: 'month'; readonly part: string }
  | { readonly screen: 'unlock' }
  | { readonly screen: 'settings'; readonly part: string }

const PART = /^[a-z0-9-]{1,64}$/

export function parse(path: string): Route {
  const [first = '', part = '', way = ''] = path.split('/').filter(Boolean)
  const room = ROOMS.find((one) => one === first)
  if (room === undefined) return { screen: 'today' }
  if (room === 'journal' || room === 'unlock') return { screen: room }
  if (room !== 'check') return { screen: room, part: PART.test(part) ? part : '' }
  return PART.test(part)
    ? { screen: 'check', checklist: part, way: PART.test(way) ? way : '' }
    : { screen: 'today' }
}

export function pathOf(route: Route): string {
  if (route.screen === 'today') return '/'
  if (route.screen === 'check') return `/check/${route.checklist}${route.way && `/${route.way}`}`
  if ('part' in route) return `/${route.screen}${route.part && `/${route.part}`}`
  return `/${route.screen}`
}

let current = $state.raw<Route>(parse(location.pathname))
// Told by the browser's own history, so that its back gesture and loading the page anew count as well.
let steps = stepsIn(history.state)

// The browser takes its time to go back: what is tapped meanwhile comes after it, and is not undone by it.
let isGoingBack = false
let next: Route | undefined

addEventListener('popstate', () => {
  steps = stepsIn(history.state)
  current = parse(location.pathname)
  isGoingBack = false
  const tapped = next
  next = undefined
  if (tapped) route.go(tapped)
})

// Kept whole by the browser while another page was shown.
addEventListener('pageshow', () => (isGoingBack = false))

/** How many steps of this app lie before a place in the history. */
function stepsIn(state: unknown): number {
  return typeof state === 'object' && state !== null && 'steps' in state ? Number(state.steps) : 0
}

export const route = {
  get current(): Route {
    return current
  },
  go(to: Route): void {
    if (isGoingBack) {
      next = to
      return
    }
    steps += 1
    history.pushState({ steps }, '', pathOf(to))
    current = to
    scrollTo(0, 0)
  },
  /** A tap on a link of ours: no page is loaded, unless the person wants another tab. */
  follow(event: MouseEvent, to: Route): void {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    this.go(to)
  },
  /** As `go`, but the back button does not return here: for what is over, a saved check. */
  replace(to: Route): void {
    history.replaceState({ steps }, '', pathOf(to))
    current = to
    scrollTo(0, 0)
  },
  /** One step back in this app; to Today where the app was opened here, never out of it. */
  back(): void {
    if (isGoingBack) return
    if (steps === 0) {
      this.replace({ screen: 'today' })
      return
    }
    isGoingBack = true
    history.back()
  },
}
