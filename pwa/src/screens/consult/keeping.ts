/** A form is kept while it is written, and let go when it is saved (consult/keptForms.ts). */
import * as v from 'valibot'

import { keptForms } from '../../consult/keptForms.ts'
import type { Editing } from '../../consult/writing.ts'

/** An edit as it began: what another phone wrote since is still not read by it. */
export const editingSchema = v.custom<Editing>((value) =>
  v.is(
    v.object({
      kind: v.string(),
      id: v.string(),
      fields: v.record(v.string(), v.unknown()),
      read: v.record(v.string(), v.number()),
    }),
    value,
  ),
)

export interface Opened<Form> {
  readonly form: Form
  /** It was begun before, and not saved. */
  readonly isResumed: boolean
}

/** The form as it was left, or a fresh one. Storage that fails is told when it is saved. */
export async function open<const Schema extends v.GenericSchema>(
  name: string,
  schema: Schema,
  fresh: () => v.InferOutput<Schema>,
): Promise<Opened<v.InferOutput<Schema>>> {
  const kept = await keptForms.find(name, schema).catch(() => undefined)
  return kept === undefined ? { form: fresh(), isResumed: false } : { form: kept, isResumed: true }
}

/** Keeps a form as it stands whenever it is called, from the first that is another than `first`, which nobody touched. */
export function keeper(name: string, first: unknown): (form: unknown) => void {
  let last = JSON.stringify(first)
  return (form) => {
    const now = JSON.stringify(form)
    if (now === last) return
    last = now
    // A copy, for the form is written on; what cannot be kept stands on the screen still, and saving will tell.
    keptForms.keep(name, JSON.parse(now)).catch(() => undefined)
  }
}

export async function letGo(name: string): Promise<void> {
  await keptForms.drop(name).catch(() => undefined)
}
