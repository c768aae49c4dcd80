import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { runInNewContext } from 'node:vm'

import type decode from 'jsqr'
import { encode } from 'uqr'
import { expect, test } from 'vitest'

import { leanReader } from './shell.ts'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('jsqr'), 'utf8')
const SQUARE_PIXELS = 4

/** A code as the camera sees it: four bytes a pixel. */
function picture(text: string): { data: Uint8ClampedArray; side: number } {
  const { data: squares, size } = encode(text, { border: 4 })
  const side = size * SQUARE_PIXELS
  const data = new Uint8ClampedArray(side * side * 4).fill(255)
  for (let at = 0; at < side * side; at += 1) {
    const [row, column] = [Math.floor(at / side / SQUARE_PIXELS), Math.floor((at % side) / SQUARE_PIXELS)]
    if (squares[row]?.[column]) data.fill(0, at * 4, at * 4 + 3)
  }
  return { data, side }
}

/** What the script gives, as a page would run it. */
function readerIn(code: string): typeof decode {
  const page = { module: { exports: {} }, exports: {} }
  runInNewContext(code, page)
  const given: object = page.module.exports
  if (!isReader(given)) throw new Error('no reader')
  return given.default
}

function isReader(given: object): given is { readonly default: typeof decode } {
  return 'default' in given
}

test('the lean reader of codes still reads a pairing link', () => {
  const link = 'plumbline:pair/1/3q2-7w_Zs9Qk1mB0xJ4yVtR8uHcNfLaEoGdPiKbMzYs'
  const lean = leanReader(SOURCE)

  const { data, side } = picture(link)

  expect(readerIn(lean)(data, side, side)?.data).toBe(link)
  expect(lean.length).toBeLessThan(SOURCE.length / 2)
})
