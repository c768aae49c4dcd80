/** For tests: how the server in memory is spoken with, and how it refuses (PROTOCOL 9.4). */
import { decode, encode } from 'cborg'

export type Json = Record<string, unknown>

export class Refusal extends Error {
  readonly response: Response

  constructor(status: number, type: string, members: Json = {}) {
    super(type)
    const headers = { 'Content-Type': 'application/problem+json' }
    this.response = new Response(JSON.stringify({ type, title: type, status, ...members }), {
      status,
      headers,
    })
  }
}

export function read({ body, headers }: RequestInit): Json {
  const type = new Headers(headers).get('Content-Type')
  if (type === 'application/cbor' && body instanceof Uint8Array) return decode(body) as Json
  return typeof body === 'string' ? (JSON.parse(body) as Json) : {}
}

export function text(of: Json, name: string): string {
  const value = of[name]
  if (typeof value !== 'string') throw new Refusal(422, 'malformed-body', { errors: { [name]: ['missing'] } })
  return value
}

export function count(of: Json, name: string): number {
  const value = of[name]
  if (typeof value !== 'number') throw new Refusal(422, 'malformed-body', { errors: { [name]: ['missing'] } })
  return value
}

export function list(of: Json, name: string): Json[] {
  const value = of[name]
  return Array.isArray(value) ? (value as Json[]) : []
}

export function members(of: Json, name: string): Json {
  const value = of[name]
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

export function json(status: number, body: Json): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
}

export function cbor(body: Json): Response {
  return new Response(Uint8Array.from(encode(body)), { headers: { 'Content-Type': 'application/cbor' } })
}
