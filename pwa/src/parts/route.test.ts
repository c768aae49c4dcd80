// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { route } from './route.svelte.ts'

/** What the browser still owes for each step back that was asked of it. */
let owed: (() => void)[] = []

beforeEach(() => {
  route.go({ screen: 'settings', part: '' })
  route.go({ screen: 'settings', part: 'sync' })
  // A browser that takes its time.
  vi.spyOn(history, 'back').mockImplementation(() => {
    owed.push(() => {
      history.replaceState({ steps: 1 }, '', '/settings')
      dispatchEvent(new PopStateEvent('popstate'))
    })
  })
})

afterEach(() => {
  owed = []
  vi.restoreAllMocks()
})

test('what is tapped right after back comes after it', () => {
  route.back()
  route.go({ screen: 'consult', part: '' })
  owed.forEach((give) => give())

  expect(route.current).toEqual({ screen: 'consult', part: '' })
  expect(location.pathname).toBe('/consult')
})

test('a second tap on back goes back once', () => {
  route.back()
  route.back()

  expect(owed).toHaveLength(1)
  owed.forEach((give) => give())
  expect(route.current).toEqual({ screen: 'settings', part: '' })
})

test('a page that is shown again after another goes where it is told', () => {
  route.back()
  dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
  route.go({ screen: 'journal' })

  expect(route.current).toEqual({ screen: 'journal' })
})
