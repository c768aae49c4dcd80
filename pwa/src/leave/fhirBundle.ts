/**
 * The journal's checks as a FHIR R4 bundle: each checklist that was answered, and each response (PROTOCOL 15). Pure.
 *
 * What is not of FHIR's form is left out of it, or said as a plain string: a bundle always validates.
 */
import { canonicalJson } from '../protocol/canonical.ts'
import type { Members, Value } from '../protocol/change.ts'
import type { Objects } from '../protocol/journalJson.ts'
import {
  answersInWords,
  compare,
  definitionOf,
  entriesIn,
  type Answered,
  type Condition,
  type Definition,
  type Definitions,
  type Entry,
  type Question,
} from './definitions.ts'

const ORDINAL = 'http://hl7.org/fhir/StructureDefinition/ordinalValue'
const SPACE = /[\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]/
const INSTANT = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z$/

/** A Bundle of type collection, as canonical JSON. */
export function fhirBundle(objects: Objects, definitions: Definitions): string {
  const entries = entriesIn(objects)
  const used = new Set(entries.flatMap((entry) => definitionOf(entry, definitions) ?? []))
  const checklists = [...used].sort((one, other) => compare(one.id, other.id) || one.version - other.version)
  const entry: Value[] = [
    ...checklists.map((definition) => inBundle(urlOf(definition), questionnaire(definition))),
    ...entries.map((one) =>
      inBundle(`urn:plumbline:entry:${encodeURIComponent(one.id)}`, response(one, definitions)),
    ),
  ]
  return canonicalJson({ resourceType: 'Bundle', type: 'collection', ...(entry.length > 0 && { entry }) })
}

function inBundle(fullUrl: string, resource: Members): Value {
  return { fullUrl, resource }
}

function questionnaire({ id, version, title, questions }: Definition): Members {
  return {
    resourceType: 'Questionnaire',
    url: `urn:plumbline:checklist:${encodeURIComponent(id)}`,
    version: String(version),
    status: 'active',
    item: questions.map(item),
    ...ifSaid('title', title),
  }
}

function item({ linkId, text, options, conditions, behavior }: Question): Members {
  const isConditional = conditions.length > 0
  return {
    linkId: clean(linkId),
    text: clean(text),
    type: options.length > 0 ? 'choice' : 'string',
    required: false,
    ...(options.length > 0 && {
      answerOption: options.map(({ code, display, ordinal }) => valued(code, display, ordinal)),
    }),
    ...(isConditional && { enableWhen: conditions.map(enableWhen) }),
    ...(isConditional &&
      (behavior !== '' || conditions.length > 1) && {
        enableBehavior: behavior === '' ? 'any' : behavior,
      }),
  }
}

function enableWhen({ question, operator, answer }: Condition): Members {
  const asked = { question: clean(question), operator }
  if (typeof answer === 'boolean') return { ...asked, answerBoolean: answer }
  if (SPACE.test(answer)) return { ...asked, answerString: clean(answer) }
  return { ...asked, answerCoding: { code: answer } }
}

function response(entry: Entry, definitions: Definitions): Members {
  const { id, checklist, version, day, zone, authored, note } = entry
  const said = { 'practice-day': day, 'time-zone': zone, note }
  const extension = Object.entries(said)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => ({ url: `urn:plumbline:${name}`, valueString: clean(text) }))
  const answers = answersInWords(entry, definitions).map(answer)
  const questionnaire = `urn:plumbline:checklist:${encodeURIComponent(checklist)}|${version}`
  return {
    resourceType: 'QuestionnaireResponse',
    status: 'completed',
    ...(/^[A-Za-z0-9.-]{1,64}$/.test(id) && { id }),
    ...(extension.length > 0 && { extension }),
    ...(checklist !== '' && version > 0 && { questionnaire }),
    ...(isInstant(authored) && { authored }),
    ...(answers.length > 0 && { item: answers }),
  }
}

function answer({ linkId, question, code, display, ordinal }: Answered): Members {
  return {
    linkId: clean(linkId),
    ...ifSaid('text', question),
    answer: [valued(code, display, ordinal)],
  }
}

function valued(code: string, display: string, ordinal: number | null): Members {
  if (SPACE.test(code)) return { valueString: clean(display || code) }
  const extension = ordinal === null ? {} : { extension: [{ url: ORDINAL, valueDecimal: ordinal }] }
  return { valueCoding: { code, ...ifSaid('display', display), ...extension } }
}

function ifSaid(name: string, text: string): Members {
  return text === '' ? {} : { [name]: clean(text) }
}

function urlOf({ id, version }: Definition): string {
  return `urn:plumbline:checklist:${encodeURIComponent(id)}:${version}`
}

function clean(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd')
}

function isInstant(text: string): boolean {
  const [, day] = INSTANT.exec(text) ?? []
  if (day === undefined || day.startsWith('0000')) return false
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === day
}
