/**
 * Pages of the app in Node: each is a module graph of its own, so that two pages share what two tabs share, and no more.
 *
 * What the browser gives and Node lacks stands in browser.ts.
 */
import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'

const HOUSE = new URL('../../pwa/', import.meta.url).href
const APP = `${HOUSE}src/`
const sources = new Map()
let pages = 0
let ended = 0

registerHooks({
  resolve(specifier, context, next) {
    // The build puts the worker's address here; browser.ts takes any.
    if (specifier.endsWith('?worker&url')) return { url: 'data:text/javascript,export default "/"', shortCircuit: true }
    const resolved = next(specifier, context)
    const page = new URL(context.parentURL ?? 'file:///').searchParams.get('page')
    if (page === null || !resolved.url.startsWith(APP)) return resolved
    return { ...resolved, url: `${resolved.url.split('?')[0]}?page=${page}` }
  },
  load(url, context, next) {
    const [file] = url.split('?')
    const isOurs = file.startsWith(APP) || (file.startsWith(HOUSE) && file.endsWith('.json'))
    if (!isOurs || file.includes('/node_modules/')) return next(url, context)
    if (!sources.has(file)) sources.set(file, scriptOf(fileURLToPath(file)))
    return { format: 'module', source: sources.get(file), shortCircuit: true }
  },
})

function scriptOf(path) {
  const text = readFileSync(path, 'utf-8')
  return path.endsWith('.json') ? `export default ${text}` : stripTypeScriptTypes(text)
}

/** What a page that has ended still throws is heard by nobody; anything else ends the process, as it should. */
process.on('uncaughtException', (failure) => {
  const [, page] = /\?page=(\d+)/.exec(failure?.stack ?? '') ?? []
  if (page === undefined || Number(page) > ended) throw failure
})

/** All pages there are have ended. */
export function forgetPages() {
  ended = pages
}

/** A page on which nothing has run yet: gives modules by their path in pwa/src. */
export function newPage() {
  pages += 1
  const page = pages
  return (path) => import(`${APP}${path}?page=${page}`)
}
