/**
 * The offline shell: what the service worker keeps, each file with its hash, and one build id over all of it.
 *
 * After the app is built this writes integrity into index.html (attributes for what it names, an import map for
 * what those load later), builds src/sw.ts with the list of files inside, and lays compressed twins beside each text
 * file. No time and no path enters: the same source gives the same bytes.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build, type Plugin } from 'vite'

import { wordsInTwo } from './words.ts'

/** Files of the shell that are fetched by other means, or change without a new build. */
const NOT_KEPT = new Set(['sw.js', 'recover.html', 'recover.js', 'recover.css'])
/** A kept page keeps the headers it came with: new ones reach an installed phone only as a new build. */
const HEADERS = '../server/headers.py'
const PAGES = ['index.html', 'recover.html']
const COMPRESSED = /\.(js|css|html|svg|webmanifest|json)$/

export interface ShellFile {
  readonly url: string
  readonly integrity: string
}

export function shell(): Plugin {
  let out = ''
  let root = ''
  return {
    name: 'plumbline-shell',
    apply: 'build',
    configResolved(config) {
      root = config.root
      out = resolve(config.root, config.build.outDir)
    },
    async closeBundle() {
      const id = buildId(out, join(root, HEADERS))
      writeIntegrity(out, id)
      const files = filesOf(out).map((path) => shellFile(out, path))
      await buildServiceWorker(root, out, files, id)
      compress(out)
    },
  }
}

/** @hpke/common would ask Node for its WebCrypto; here it finds what the browser has, and no empty file is built. */
export function withoutNode(): Plugin {
  return {
    name: 'plumbline-without-node',
    transform: (code, id) =>
      id.includes('@hpke/common') ? code.replaceAll('await import("crypto")', 'globalThis') : null,
  }
}

const KANJI = /exports\.shiftJISTable = \{[^}]*\}/

/** jsqr without its table of Japanese signs: two thirds of it, and a pairing link has none. */
export function withoutKanji(): Plugin {
  return {
    name: 'plumbline-without-kanji',
    transform(code, id) {
      if (!id.endsWith('/jsqr/dist/jsQR.js')) return null
      if (!KANJI.test(code)) this.error('jsqr keeps its table elsewhere now: look again how to leave it out')
      return leanReader(code)
    },
  }
}

export function leanReader(code: string): string {
  return code.replace(KANJI, 'exports.shiftJISTable = {}')
}

function filesOf(out: string): string[] {
  return readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !NOT_KEPT.has(entry.name) && !/\.(br|gz)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function integrityOf(path: string): string {
  return `sha384-${createHash('sha384').update(readFileSync(path)).digest('base64')}`
}

function shellFile(out: string, path: string): ShellFile {
  const url = '/' + relative(out, path).replaceAll('\\', '/')
  return { url: url === '/index.html' ? '/' : url, integrity: integrityOf(path) }
}

/** Twelve hex digits over the names and bytes of every file, index.html before integrity is written into it. */
function buildId(out: string, headers: string): string {
  const hash = createHash('sha256').update(readFileSync(headers))
  for (const path of filesOf(out)) {
    hash.update(relative(out, path)).update('\0').update(readFileSync(path))
  }
  return hash.digest('hex').slice(0, 12)
}

function writeIntegrity(out: string, id: string): void {
  const integrity: Record<string, string> = {}
  for (const path of filesOf(out).filter((name) => name.endsWith('.js'))) {
    integrity[shellFile(out, path).url] = integrityOf(path)
  }
  const importMap = `<script type="importmap">${JSON.stringify({ integrity })}</script>`
  for (const name of PAGES) {
    const page = join(out, name)
    const named = withIntegrity(out, readFileSync(page, 'utf8'))
    writeFileSync(page, named.replace('%BUILD_ID%', id).replace('<!-- import map -->', importMap))
  }
}

/** The page, each script and style sheet of ours that it names with its hash beside it. */
function withIntegrity(out: string, page: string): string {
  return page.replaceAll(
    /(?:src|href)="(\/[^"]+\.(?:js|css))"/g,
    (whole: string, url: string) => `${whole} integrity="${integrityOf(join(out, url))}"`,
  )
}

async function buildServiceWorker(root: string, out: string, files: readonly ShellFile[], id: string) {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    plugins: [withoutNode(), wordsInTwo()],
    define: { __SHELL__: JSON.stringify(files), __BUILD_ID__: JSON.stringify(id) },
    build: {
      target: 'es2022',
      outDir: out,
      emptyOutDir: false,
      copyPublicDir: false,
      lib: { entry: join(root, 'src/sw.ts'), formats: ['iife'], name: 'sw', fileName: () => 'sw.js' },
    },
  })
}

function compress(out: string): void {
  for (const path of [...filesOf(out), join(out, 'sw.js')].filter((name) => COMPRESSED.test(name))) {
    const bytes = readFileSync(path)
    writeFileSync(`${path}.br`, brotliCompressSync(bytes))
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  }
}
