/** Files out of the phone and into it. */

export type Saved = 'shared' | 'downloaded' | 'cancelled'

/**
 * Offer `file` by the phone's share sheet, or download it where there is none; called from a tap.
 *
 * A browser does not tell whether a download was kept.
 */
export async function saveFile(file: File): Promise<Saved> {
  if (!canShare(file)) return download(file)
  try {
    await navigator.share({ files: [file] })
    return 'shared'
  } catch (failure) {
    if (!(failure instanceof DOMException)) throw failure
    return failure.name === 'AbortError' ? 'cancelled' : download(file)
  }
}

/** The file a person chose, or null; `accept` as in HTML, such as `.plumbline`. */
export async function chooseFile(accept: string): Promise<File | null> {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = accept
  return new Promise((give) => {
    input.addEventListener('change', () => give(input.files?.[0] ?? null))
    input.addEventListener('cancel', () => give(null))
    input.click()
  })
}

/** A file of pieces that are made one after the other, so that a long journal never stands whole in memory as text. */
export async function gatherFile(
  name: string,
  type: string,
  pieces: AsyncIterable<string | Uint8Array<ArrayBuffer>>,
): Promise<File> {
  const gathered: BlobPart[] = []
  for await (const piece of pieces) gathered.push(piece)
  return new File(gathered, name, { type })
}

/** The bytes of a file, piece by piece: Safari cannot iterate over a stream itself. */
export async function* readPieces(file: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = file.stream().getReader()
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value
  } finally {
    await reader.cancel()
  }
}

// On a desktop the share sheet is a detour; on a phone a download is often a file nobody finds again.
function canShare(file: File): boolean {
  return (
    'canShare' in navigator &&
    matchMedia('(pointer: coarse)').matches &&
    navigator.canShare({ files: [file] })
  )
}

function download(file: File): 'downloaded' {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = file.name
  link.click()
  // Safari reads the file only after the click: let it, before the memory is given back.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  return 'downloaded'
}
