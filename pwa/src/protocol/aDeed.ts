/** For tests: what is done with a vector's `given`, to give what its `gives` must be. */
import * as v from 'valibot'

export const text = v.string()
export const whole = v.number()

export const Vector = v.object({
  section: text,
  what: text,
  expect: text,
  why: text,
  given: v.record(text, v.unknown()),
  gives: v.record(text, v.unknown()),
})
export type Vector = v.InferOutput<typeof Vector>

export type Deed = (given: Vector['given'], gives: Vector['gives']) => Promise<Record<string, unknown>>

/** A deed whose `given` has this shape. */
export function deed<const Shape extends v.ObjectEntries>(
  shape: Shape,
  act: (
    given: v.InferOutput<v.ObjectSchema<Shape, undefined>>,
    gives: Vector['gives'],
  ) => Promise<Record<string, unknown>> | Record<string, unknown>,
): Deed {
  return async (given, gives) => act(v.parse(v.object(shape), given), gives)
}

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Of a vector's objects by kind, then id; not as a record of valibot's, which leaves an id like `__proto__` out. */
export const byKindAndId = <Content>(
  isContent: (value: unknown) => value is Content,
): v.GenericSchema<unknown, Record<string, Record<string, Content>>> =>
  v.custom<Record<string, Record<string, Content>>>(
    (value) =>
      isRecord(value) &&
      Object.values(value).every((byId) => isRecord(byId) && Object.values(byId).every(isContent)),
  )

/** The same as the maps that a state has. */
export function mapsOf<Content>(
  byKind: Readonly<Record<string, Readonly<Record<string, Content>>>>,
): Map<string, Map<string, Content>> {
  return new Map(Object.entries(byKind).map(([kind, byId]) => [kind, new Map(Object.entries(byId))]))
}
