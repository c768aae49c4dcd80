/** A passphrase stretched by Argon2id in a worker (PROTOCOL 3.3); half a second here, longer on old phones. */
import workerUrl from './stretching.worker.ts?worker&url'

import { PlatformProblem } from './problems.ts'
import { scriptUrl } from './trusted.ts'

export interface StretchRequest {
  readonly normalForm: Uint8Array<ArrayBuffer>
  readonly salt: Uint8Array<ArrayBuffer>
  readonly memoryKib: number
  readonly passes: number
  readonly lanes: number
}

export type StretchMessage =
  | { readonly kind: 'estimate'; readonly ms: number }
  | { readonly kind: 'stretched'; readonly stretched: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'failed'; readonly reason: string }

export interface StretchWatch {
  /**
   * An estimate from 0 to 1, by a short run measured first: Argon2id itself does not say how far it is. It
   * stops short of 1 until the work is done.
   */
  readonly onProgress?: (estimate: number) => void
  readonly signal?: AbortSignal
}

const PROGRESS_EVERY_MS = 100
const PROGRESS_MAX = 0.95

/** 32 bytes. Throws stretching-failed, or the signal's reason once it is aborted and the worker ended. */
export async function stretch(
  request: StretchRequest,
  { onProgress, signal }: StretchWatch = {},
  startWorker: () => Worker = newWorker,
): Promise<Uint8Array<ArrayBuffer>> {
  signal?.throwIfAborted()
  const worker = startWorker()
  const ending = new AbortController()
  try {
    return await new Promise((give, fail) => {
      const failed = (cause: unknown): void => fail(new PlatformProblem('stretching-failed', { cause }))
      signal?.addEventListener('abort', () => fail(reasonOf(signal)), { signal: ending.signal })
      worker.addEventListener('error', failed)
      worker.addEventListener('message', ({ data }: MessageEvent<StretchMessage>) => {
        if (data.kind === 'failed') failed(data.reason)
        else if (data.kind === 'stretched') give(data.stretched)
        else if (onProgress !== undefined) tellProgress(data.ms, onProgress, ending.signal)
      })
      worker.postMessage(request)
    })
  } finally {
    ending.abort()
    worker.terminate()
  }
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new DOMException('stopped', 'AbortError')
}

function newWorker(): Worker {
  return new Worker(scriptUrl(workerUrl), { type: 'module' })
}

function tellProgress(estimateMs: number, onProgress: (estimate: number) => void, ended: AbortSignal): void {
  const from = performance.now()
  const tell = (): void => onProgress(Math.min(PROGRESS_MAX, (performance.now() - from) / estimateMs))
  tell()
  const ticking = setInterval(tell, PROGRESS_EVERY_MS)
  ended.addEventListener('abort', () => clearInterval(ticking))
}
