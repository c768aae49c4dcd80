/** The camera, to read a code from another phone's screen. No picture is kept or leaves the page. */
import { onHidden } from './lifecycle.ts'
import { PlatformProblem } from './problems.ts'

/** Looks at a picture and gives the text of the QR code in it, or null. */
type Reader = (video: HTMLVideoElement) => Promise<string | null> | string | null

/** Chromium's own reader; not in TypeScript's types. */
interface Detector {
  readonly detect: (of: HTMLVideoElement) => Promise<readonly { readonly rawValue: string }[]>
}
interface DetectorClass {
  new (options: { readonly formats: readonly string[] }): Detector
  readonly getSupportedFormats: () => Promise<readonly string[]>
}

const LOOK_EVERY_MS = 150
/** Enough for a code that fills half the picture, and quick on a slow phone. */
const SIDE_PIXELS_MAX = 640
const WANTED: MediaStreamConstraints = {
  video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
}

/**
 * The first text that `isWanted` among the codes held before the camera, which shows in `video` meanwhile.
 *
 * The camera is let go however this ends, and when the page is out of sight. Throws camera-missing,
 * camera-refused, camera-hidden, and the signal's reason.
 */
export async function readCode(
  video: HTMLVideoElement,
  isWanted: (text: string) => boolean,
  signal: AbortSignal,
): Promise<string> {
  const hidden = new AbortController()
  const stop = AbortSignal.any([signal, hidden.signal])
  const finding = findReader()
  // Told below, once the camera is there to be let go of.
  finding.catch(() => undefined)
  const stream = await openCamera()
  const unwatch = onHidden(() => hidden.abort(new PlatformProblem('camera-hidden')))
  try {
    const read = await finding
    stop.throwIfAborted()
    video.srcObject = stream
    await video.play()
    for (;;) {
      stop.throwIfAborted()
      const text = await read(video)
      if (text !== null && isWanted(text)) return text
      await new Promise((go) => setTimeout(go, LOOK_EVERY_MS))
    }
  } finally {
    unwatch()
    video.srcObject = null
    for (const track of stream.getTracks()) track.stop()
  }
}

async function openCamera(): Promise<MediaStream> {
  if (!('mediaDevices' in navigator)) throw new PlatformProblem('camera-missing')
  try {
    return await navigator.mediaDevices.getUserMedia(WANTED)
  } catch (cause) {
    const isRefused = cause instanceof DOMException && cause.name === 'NotAllowedError'
    throw new PlatformProblem(isRefused ? 'camera-refused' : 'camera-missing', { cause })
  }
}

/** The browser's reader where it has one, else ours, which is a big piece and loads only now. */
async function findReader(): Promise<Reader> {
  const native = await nativeReader()
  if (native) return native
  const { default: decode } = await import('jsqr')
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return (video) => {
    const scale = Math.min(1, SIDE_PIXELS_MAX / Math.max(video.videoWidth, video.videoHeight))
    const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)]
    if (!context || width === 0 || height === 0) return null
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
    context.drawImage(video, 0, 0, width, height)
    const { data } = context.getImageData(0, 0, width, height)
    return decode(data, width, height, { inversionAttempts: 'dontInvert' })?.data ?? null
  }
}

async function nativeReader(): Promise<Reader | null> {
  if (!('BarcodeDetector' in globalThis)) return null
  const { BarcodeDetector } = globalThis as unknown as { readonly BarcodeDetector: DetectorClass }
  const formats = await BarcodeDetector.getSupportedFormats()
  if (!formats.includes('qr_code')) return null
  const detector = new BarcodeDetector({ formats: ['qr_code'] })
  return async (video) => (await detector.detect(video))[0]?.rawValue ?? null
}
