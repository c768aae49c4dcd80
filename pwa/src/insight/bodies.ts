/** What professional bodies ask of supervision, as data: checked when the app is built, and when it is loaded. */
import * as v from 'valibot'

const whole = v.pipe(v.number(), v.integer(), v.minValue(1))
const code = v.pipe(v.string(), v.regex(/^[a-z]+(-[a-z]+)*$/))

const exampleSchema = v.strictObject({
  why: v.string(),
  month: v.string(),
  talks: v.array(
    v.strictObject({
      date: v.string(),
      kind: code,
      minutes: whole,
      members: v.exactOptional(whole),
      direction: v.exactOptional(code),
      isLeftOut: v.exactOptional(v.boolean()),
    }),
  ),
  counted: v.number(),
  unsaid: v.number(),
})

const bodySchema = v.strictObject({
  id: v.pipe(v.string(), v.nonEmpty()),
  source: v.string(),
  /** Minutes in a period. */
  asks: whole,
  /** Of so many months; one begins with this month of the year. */
  period: v.strictObject({
    months: v.picklist([1, 12]),
    begins: v.pipe(whole, v.maxValue(12)),
  }),
  /** Of a talk that says nothing of it, it counts in any case. */
  directions: v.array(code),
  /** Kinds that count, each with how many share the time; null where the log says it. */
  kinds: v.record(code, v.nullable(whole)),
  /** Up to so many members (null: however many) the time is divided by this; by the members if null. */
  shares: v.pipe(
    v.array(v.strictObject({ upTo: v.nullable(whole), divideBy: v.nullable(whole) })),
    v.check((shares) => shares.at(-1)?.upTo === null, 'the last share is for all larger groups'),
  ),
  /** Told in tests of both languages. */
  examples: v.pipe(v.array(exampleSchema), v.minLength(2)),
})

const fileSchema = v.strictObject({
  format: v.literal(1),
  bodies: v.pipe(v.array(bodySchema), v.nonEmpty()),
})

export type Body = v.InferOutput<typeof bodySchema>

/** Throws ValiError with the place of the fault, or Error for a kind that no log can have. */
export function parseBodies(value: unknown, kinds: readonly string[]): readonly Body[] {
  const { bodies } = v.parse(fileSchema, value)
  for (const body of bodies) {
    const unknown = Object.keys(body.kinds).find((kind) => !kinds.includes(kind))
    if (unknown !== undefined) throw new Error(`${body.id}: no log has the kind "${unknown}"`)
  }
  return bodies
}
