import { decode, encode } from 'cborg'
import { afterEach, describe, expect, test, vi } from 'vitest'

import { ANSWER_BYTES_MAX, openHttp, RETRY_AFTER_MS_MAX } from './http.ts'
import { PlatformProblem } from './problems.ts'

interface Asked {
  readonly path: string
  readonly init: RequestInit
}

/** A server that gives one answer to everything and keeps what it was asked. */
function answering(
  status: number,
  type: string,
  body: BodyInit | null,
  headers: Record<string, string> = {},
) {
  const asked: Asked[] = []
  const http = openHttp((path, init) => {
    asked.push({ path, init })
    return Promise.resolve(new Response(body, { status, headers: { 'Content-Type': type, ...headers } }))
  })
  return { asked, http }
}

function problem(status: number, said: object, headers: Record<string, string> = {}) {
  return answering(status, 'application/problem+json', JSON.stringify(said), headers).http
}

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('an answer', () => {
  test('of JSON is what it says', async () => {
    const { http, asked } = answering(200, 'application/json; charset=utf-8', '{"seq": 3}')

    expect(await http.ask('POST', '/api/x', { json: { a: 1 } })).toEqual({ seq: 3 })
    expect(asked[0]?.path).toBe('/api/x')
    expect(asked[0]?.init).toMatchObject({ method: 'POST', body: '{"a":1}' })
  })

  test('of CBOR keeps its bytes, both ways', async () => {
    const { http, asked } = answering(
      200,
      'application/cbor',
      Uint8Array.from(encode({ b: Uint8Array.of(1) })),
    )

    expect(await http.ask('POST', '/api/x', { cbor: { a: Uint8Array.of(7) } })).toEqual({
      b: Uint8Array.of(1),
    })
    const sent = asked[0]?.init.body
    expect(sent instanceof Uint8Array && decode(sent)).toEqual({ a: Uint8Array.of(7) })
  })

  test('of nothing is undefined, of bytes those bytes', async () => {
    expect(await answering(204, '', null).http.ask('DELETE', '/api/x')).toBeUndefined()
    const { http } = answering(200, 'application/octet-stream', Uint8Array.of(1, 2))
    expect(await http.ask('GET', '/api/x')).toEqual(Uint8Array.of(1, 2))
  })

  test('that is a web page is not our server', async () => {
    const { http } = answering(200, 'text/html', '<h1>Welcome to the hotel</h1>')

    await expect(http.ask('GET', '/api/x')).rejects.toMatchObject({ type: 'server-unreachable' })
  })

  test.each(['{"seq":', ''])('of JSON cut short says nothing: "%s"', async (body) => {
    const { http } = answering(200, 'application/json', body)

    expect(await http.ask('GET', '/api/x')).toBeUndefined()
  })

  test('of CBOR with a name twice says nothing', async () => {
    const twice = Uint8Array.of(0xa2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x02)

    const { http } = answering(200, 'application/cbor', twice)

    expect(await http.ask('GET', '/api/x')).toBeUndefined()
  })

  test.each([
    [0, ANSWER_BYTES_MAX],
    [1, undefined],
  ])('is read up to the most that any has, and %i more', async (more, expected) => {
    const { http } = answering(200, 'application/octet-stream', new Uint8Array(ANSWER_BYTES_MAX + more))

    const answer = await http.ask('GET', '/api/x')

    expect(answer instanceof Uint8Array ? answer.length : answer).toBe(expected)
  })

  test('without an end is left early', async () => {
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (stream) => {
        pulled += 1
        stream.enqueue(new Uint8Array(1024 * 1024))
      },
    })

    expect(await answering(200, 'application/json', endless).http.ask('GET', '/api/x')).toBeUndefined()
    expect(pulled).toBeLessThan(30)
  })
})

describe('a refusal', () => {
  test('names its type and what it says beside it', async () => {
    const refused = problem(409, { type: 'chain-gap', title: 'x', head: { counter: 2, id: 'ab' } })

    await expect(refused.ask('POST', '/api/x')).rejects.toMatchObject({
      type: 'chain-gap',
      status: 409,
      members: { head: { counter: 2, id: 'ab' } },
      retryAfterMs: null,
    })
  })

  test('says in milliseconds when to come back', async () => {
    const refused = problem(429, { type: 'too-many-requests' }, { 'Retry-After': '7' })

    await expect(refused.ask('GET', '/api/x')).rejects.toMatchObject({ retryAfterMs: 7000 })
  })

  test.each([
    ['86400', RETRY_AFTER_MS_MAX],
    ['86401', RETRY_AFTER_MS_MAX],
    ['9999999999', RETRY_AFTER_MS_MAX],
  ])('asks for at most a day of patience, not %s seconds', async (seconds, expected) => {
    const refused = problem(429, { type: 'too-many-requests' }, { 'Retry-After': seconds })

    await expect(refused.ask('GET', '/api/x')).rejects.toMatchObject({ retryAfterMs: expected })
  })

  test('by a proxy is a busy server or none', async () => {
    const busy = answering(503, 'text/html', 'busy', { 'Retry-After': '2' }).http
    const broken = answering(502, 'text/html', 'bad gateway').http

    await expect(busy.ask('GET', '/api/x')).rejects.toMatchObject({ type: 'server-busy', retryAfterMs: 2000 })
    await expect(broken.ask('GET', '/api/x')).rejects.toMatchObject({ type: 'server-unreachable' })
  })
})

describe('no answer', () => {
  const failing = openHttp(() => Promise.reject(new TypeError('failed to fetch')))

  test('without a network says that the phone is offline', async () => {
    vi.stubGlobal('navigator', { onLine: false })

    await expect(failing.ask('GET', '/api/x')).rejects.toMatchObject({ type: 'offline' })
  })

  test('with a network says that the server is not reached', async () => {
    vi.stubGlobal('navigator', { onLine: true })

    await expect(failing.ask('GET', '/api/x')).rejects.toMatchObject({ type: 'server-unreachable' })
  })

  test('within a minute is one that never comes', async () => {
    vi.useFakeTimers()
    const asked = openHttp(silent).ask('GET', '/api/x')
    const ended = expect(asked).rejects.toMatchObject({ type: 'server-unreachable' })

    await vi.advanceTimersByTimeAsync(60_000)

    await ended
  })

  test.each([
    [8, 'a slow network brings', Uint8Array.from({ length: 3 }, () => 7)],
    [7, 'one that hardly moves does not bring', 'server-unreachable'],
  ])('with %i bytes a millisecond is one that %s', async (speed, _brings, expected) => {
    vi.useFakeTimers()
    const asked = openHttp(dripping(speed)).ask('GET', '/api/x')
    const ended = asked.then(
      (answer) => (answer instanceof Uint8Array ? answer.slice(0, 3) : answer),
      (failure: unknown) => failure instanceof PlatformProblem && failure.type,
    )

    await vi.advanceTimersByTimeAsync(1_200_000)

    expect(await ended).toEqual(expected)
  })

  test('to what is large has time to come', async () => {
    vi.useFakeTimers()
    const sent = new Uint8Array(8 * 60_000)
    const asked = openHttp(answeringAfter(119_000)).ask('PUT', '/api/x', { bytes: sent })

    await vi.advanceTimersByTimeAsync(120_000)

    expect(await asked).toBeUndefined()
  })

  test('is waited for until the person stops it', async () => {
    const stopping = new AbortController()
    const asked = openHttp(silent).ask('GET', '/api/x', {}, stopping.signal)

    stopping.abort(new Error('stopped by hand'))

    await expect(asked).rejects.toThrow('stopped by hand')
  })
})

/** Twelve minutes of an answer, a piece every half minute, so many bytes a millisecond. */
function dripping(speed: number) {
  return (_path: string, { signal }: RequestInit): Promise<Response> => {
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => {
        signal?.addEventListener('abort', () => stream.error(new DOMException('aborted', 'AbortError')))
      },
      pull: async (stream) => {
        await new Promise((go) => setTimeout(go, 30_000))
        if (signal?.aborted) return
        stream.enqueue(new Uint8Array(30_000 * speed).fill(7))
        if ((pieces += 1) === 24) stream.close()
      },
    })
    let pieces = 0
    const headers = { 'Content-Type': 'application/octet-stream' }
    return Promise.resolve(new Response(body, { headers }))
  }
}

function answeringAfter(ms: number) {
  return (_path: string, { signal }: RequestInit): Promise<Response> =>
    new Promise((give, refuse) => {
      setTimeout(() => give(new Response(null, { status: 204 })), ms)
      signal?.addEventListener('abort', () => refuse(new DOMException('aborted', 'AbortError')))
    })
}

async function silent(_path: string, { signal }: RequestInit): Promise<Response> {
  return new Promise((_give, refuse) => {
    signal?.addEventListener('abort', () => refuse(new DOMException('aborted', 'AbortError')))
  })
}
