/** Content lines of RFC 5545: values, escaping, folding. */
import { offsetAt } from './zones.ts'

const OCTETS_MAX = 75
const utf8 = new TextEncoder()

/** The lines as one text: CRLF after each, none over 75 octets, and no sign cut in two (3.1). */
export function foldLines(lines: readonly string[]): string {
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

/** A text as a value (3.3.11), on one line and without control signs. */
export function textOf(text: string): string {
  const plain = text.replaceAll(/\p{Cc}+/gu, ' ').trim()
  return plain.replaceAll(/[\\;,]/g, (sign) => `\\${sign}`)
}

/** `20261130T120000Z` */
export function utcOf(instant: number): string {
  return `${basic(instant)}Z`
}

/** The wall clock of a zone, `20261130T130000`. */
export function wallOf(instant: number, zone: string): string {
  return basic(instant + offsetAt(instant, zone))
}

/** `+0530`; seconds only where there are some (3.3.14). */
export function offsetValue(offsetMs: number): string {
  const seconds = Math.round(Math.abs(offsetMs) / 1000)
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  const [hours, minutes, rest] = [two(seconds / 3600), two((seconds / 60) % 60), seconds % 60]
  return `${offsetMs < 0 ? '-' : '+'}${hours}${minutes}${rest === 0 ? '' : two(rest)}`
}

export function basic(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
}

function folded(line: string): string {
  const pieces: string[] = []
  let [piece, octets] = ['', 0]
  for (const sign of line) {
    const size = utf8.encode(sign).length
    // A line that goes on begins with a space, which counts.
    if (octets + size > OCTETS_MAX) {
      pieces.push(piece)
      piece = ' '
      octets = 1
    }
    piece += sign
    octets += size
  }
  return [...pieces, piece].join('\r\n')
}
