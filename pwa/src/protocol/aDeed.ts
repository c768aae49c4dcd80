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
