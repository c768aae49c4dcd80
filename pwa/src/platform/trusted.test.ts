import { afterEach, beforeEach, expect, test, vi } from 'vitest'

beforeEach(() => {
  vi.resetModules()
  vi.stubGlobal('location', new URL('https://plumbline.example/settings'))
})

afterEach(() => {
  vi.unstubAllGlobals()
})

test('a script of our own is let through', async () => {
  const { scriptUrl } = await import('./trusted.ts')

  expect(scriptUrl('/assets/worker.js')).toBe('/assets/worker.js')
})

test.each([
  'https://evil.example/worker.js',
  '//evil.example/worker.js',
  'data:text/javascript,1',
  'blob:null/1',
])('a script from elsewhere is refused: %s', async (url) => {
  const { scriptUrl } = await import('./trusted.ts')

  expect(() => scriptUrl(url)).toThrow(TypeError)
})

test('the policy is made once, by its name', async () => {
  const createPolicy = vi.fn((_name: string, rules: unknown) => rules)
  vi.stubGlobal('trustedTypes', { createPolicy })
  const { scriptUrl } = await import('./trusted.ts')

  scriptUrl('/assets/one.js')
  scriptUrl('/assets/other.js')

  expect(createPolicy.mock.calls.map(([name]) => name)).toEqual(['app'])
})
