/** What people call a phone: an object of kind `device`, read by the journal's own phones (PROTOCOL 4). */
import type { Op, Value } from './change.ts'
import type { DeviceId } from './keys.ts'
import { resolve, type Write } from './merge.ts'
import { DEVICE_NAME_CHARACTERS_MAX } from './sizes.ts'

export const DEVICE = 'device'

/** The op that names a device. */
export function deviceNameOp(device: DeviceId, name: string): Op {
  return { kind: DEVICE, id: device, set: { name: { text: asDeviceName(name) } } }
}

/** What the writes of one device's object call it; empty when they do not. */
export function deviceName(writes: readonly Write[]): string {
  return asDeviceName(textOf(resolve(writes).fields.get('name')?.value))
}

/** One line of at most 64 characters: after two phones named it at once, both names stand in it. */
export function asDeviceName(text: string): string {
  const line = text.replace(/\p{White_Space}+/gu, ' ').replace(/^ | $/g, '')
  return Array.from(line).slice(0, DEVICE_NAME_CHARACTERS_MAX).join('').replace(/ $/, '')
}

function textOf(value: Value | undefined): string {
  if (typeof value !== 'object' || value === null || !('text' in value)) return ''
  return typeof value.text === 'string' ? value.text : ''
}
