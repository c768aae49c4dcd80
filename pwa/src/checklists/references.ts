/** Which standard of which code of ethics stands behind an item or a domain, and whether it may be shown. */
import * as v from 'valibot'

const codesSchema = v.strictObject({
  format: v.literal(1),
  codes: v.record(
    v.string(),
    v.strictObject({
      title: v.string(),
      edition: v.string(),
      standards: v.record(
        v.string(),
        v.strictObject({
          title: v.pipe(v.string(), v.nonEmpty()),
          /** read: seen in a copy; recalled: from memory, thought right; low: from memory, doubtful. */
          checked: v.picklist(['read', 'recalled', 'low']),
        }),
      ),
    }),
  ),
})

export type Codes = v.InferOutput<typeof codesSchema>['codes']
export interface Reference {
  readonly code: string
  readonly number: string
  readonly title: string
}
export type Referring = Readonly<{ references: Readonly<Record<string, readonly string[]>> }>

export function parseCodes(value: unknown): Codes {
  return v.parse(codesSchema, value).codes
}

/** The references that somebody has read. What is only recalled stays in the data until it has been checked. */
export function shownReferences(item: Referring, codes: Codes): Reference[] {
  return allReferences(item).flatMap(({ code, number }) => {
    const standard = codes[code]?.standards[number]
    return standard?.checked === 'read' ? [{ code, number, title: standard.title }] : []
  })
}

export interface CodeOfEthics {
  readonly code: string
  readonly title: string
  readonly edition: string
}

/** Those of which any standard may be shown. */
export function citableCodes(codes: Codes): CodeOfEthics[] {
  return Object.entries(codes).flatMap(([code, { title, edition, standards }]) =>
    Object.values(standards).some(({ checked }) => checked === 'read') ? [{ code, title, edition }] : [],
  )
}

/** References to a standard that codes.json does not have: a slip of the pen, refused at build. */
export function unknownReferences(item: Referring, codes: Codes): string[] {
  return allReferences(item)
    .filter(({ code, number }) => codes[code]?.standards[number] === undefined)
    .map(({ code, number }) => `${code} ${number}`)
}

function allReferences(item: Referring): { code: string; number: string }[] {
  return Object.entries(item.references).flatMap(([code, numbers]) =>
    numbers.map((number) => ({ code, number })),
  )
}
