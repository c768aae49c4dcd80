/**
 * The one door to the network: our own server, JSON and CBOR out and in, what it refuses as a ServerProblem.
 *
 * Nothing is tried a second time here: who asks knows what may be repeated. The session is a cookie that no script
 * sees.
 */
import { PlatformProblem, ServerProblem } from './problems.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** What goes out: at most one of them. */
export interface Body {
  readonly json?: unknown
  readonly cbor?: unknown
  readonly bytes?: Uint8Array<ArrayBuffer>
}

/** The way to a server: the browser's fetch, or a server in the same process. */
export type Reach = (path: string, init: RequestInit) => Promise<Response>

export interface Http {
  /**
   * The answer: JSON and CBOR decoded, other bytes as they are; undefined if it is empty, or cannot be read.
   *
   * Throws ServerProblem, `offline`, `server-unreachable`, `server-busy`, and the signal's reason.
   */
  readonly ask: (method: Method, path: string, body?: Body, signal?: AbortSignal) => Promise<unknown>
}

const ANSWER_MS_MAX = 60_000
/** Over a network that is slower than this the answer is given up; over one that is not, it is waited for. */
const SLOWEST_BYTES_A_MS = 8
/** Nothing here is asked for less often, and a timer set to more than 24 days would ring at once. */
export const RETRY_AFTER_MS_MAX = 86_400_000
// More than any answer is: a snapshot has 16 MiB at most (PROTOCOL 13).
export const ANSWER_BYTES_MAX = 17 * 1024 * 1024
const SECOND_MS = 1000

export function openHttp(reach: Reach = ownServer): Http {
  return {
    ask: async (method, path, body = {}, signal) => {
      const sent = await written(body)
      return within(signal, async (limit) => {
        limit.moved(sent.body?.length ?? 0)
        const response = await reach(path, { method, ...sent, signal: limit.signal })
        return response.ok ? read(response, limit.moved) : refuse(response)
      })
    },
  }
}

export const http = openHttp()

async function ownServer(path: string, init: RequestInit): Promise<Response> {
  return fetch(path, {
    ...init,
    credentials: 'same-origin',
    cache: 'no-store',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
  })
}

async function within(
  signal: AbortSignal | undefined,
  ask: (limit: Limit) => Promise<unknown>,
): Promise<unknown> {
  signal?.throwIfAborted()
  const limit = openLimit()
  signal?.addEventListener('abort', limit.stop)
  try {
    return await ask(limit)
  } catch (failure) {
    signal?.throwIfAborted()
    throw isUnreached(failure) ? unreached(failure) : failure
  } finally {
    limit.end()
    signal?.removeEventListener('abort', limit.stop)
  }
}

interface Limit {
  readonly signal: AbortSignal
  readonly stop: () => void
  /** So many bytes went out or came in: there is time for as many more. */
  readonly moved: (bytes: number) => void
  readonly end: () => void
}

function openLimit(): Limit {
  const stopping = new AbortController()
  const stop = (): void => stopping.abort()
  const began = performance.now()
  let allowedMs = ANSWER_MS_MAX
  let timer = setTimeout(stop, allowedMs)
  return {
    signal: stopping.signal,
    stop,
    moved: (bytes) => {
      clearTimeout(timer)
      allowedMs += bytes / SLOWEST_BYTES_A_MS
      timer = setTimeout(stop, allowedMs - (performance.now() - began))
    },
    end: () => clearTimeout(timer),
  }
}

// fetch says TypeError for no network, AbortError for our own limit; a body cut short says either.
function isUnreached(failure: unknown): boolean {
  return failure instanceof TypeError || (failure instanceof DOMException && failure.name === 'AbortError')
}

function unreached(cause: unknown): PlatformProblem {
  const isOffline = typeof navigator !== 'undefined' && 'onLine' in navigator && !navigator.onLine
  return new PlatformProblem(isOffline ? 'offline' : 'server-unreachable', { cause })
}

interface Sent {
  readonly headers?: { readonly 'Content-Type': string }
  readonly body?: string | Uint8Array<ArrayBuffer>
}

async function written({ json, cbor, bytes }: Body): Promise<Sent> {
  if (json !== undefined) return of('application/json', JSON.stringify(json))
  if (bytes !== undefined) return of('application/octet-stream', bytes)
  if (cbor === undefined) return {}
  const { encode } = await import('cborg')
  return of('application/cbor', Uint8Array.from(encode(cbor)))
}

function of(type: string, body: NonNullable<Sent['body']>): Sent {
  return { headers: { 'Content-Type': type }, body }
}

async function read(response: Response, moved: Limit['moved']): Promise<unknown> {
  if (response.status === 204) return undefined
  switch (typeOf(response)) {
    case 'application/json':
      return readJson(await wholeBody(response, moved))
    case 'application/cbor':
      return readCbor(await wholeBody(response, moved))
    case 'application/octet-stream':
      return wholeBody(response, moved)
    default:
      throw new PlatformProblem('server-unreachable')
  }
}

async function refuse(response: Response): Promise<never> {
  const wait = retryAfterMs(response)
  if (typeOf(response) === 'application/problem+json') {
    const said = readJson(await wholeBody(response))
    if (isMembers(said) && typeof said['type'] === 'string')
      throw new ServerProblem(said['type'], response.status, said, wait)
  }
  if (response.status === 429 || response.status === 503) throw new PlatformProblem('server-busy', {}, wait)
  throw new PlatformProblem('server-unreachable')
}

/** All of it, or undefined if it does not end where every answer has ended. */
async function wholeBody(
  response: Response,
  moved: Limit['moved'] = () => undefined,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  const reader = response.body?.getReader()
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    size += next.value.length
    moved(next.value.length)
    if (size > ANSWER_BYTES_MAX) {
      await reader?.cancel()
      return undefined
    }
    pieces.push(next.value)
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer())
}

// What cannot be read is undefined: whoever asked has no form for that, and says so (`malformed-answer`).
function readJson(bytes: Uint8Array | undefined): unknown {
  try {
    return bytes && JSON.parse(new TextDecoder().decode(bytes))
  } catch (failure) {
    if (failure instanceof SyntaxError) return undefined
    throw failure
  }
}

async function readCbor(bytes: Uint8Array | undefined): Promise<unknown> {
  if (bytes === undefined) return undefined
  const { decode } = await import('cborg')
  try {
    return decode(bytes, { strict: true, allowIndefinite: false, rejectDuplicateMapKeys: true })
  } catch (failure) {
    if (failure instanceof Error) return undefined
    throw failure
  }
}

function typeOf(response: Response): string {
  return (response.headers.get('Content-Type') ?? '').split(';')[0]?.trim() ?? ''
}

function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * SECOND_MS, RETRY_AFTER_MS_MAX) : null
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
