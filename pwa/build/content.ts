/** Content is checked when the app is built: a slip in a checklist stops the build with the item named. */
import { readFileSync } from 'node:fs'

import * as v from 'valibot'

import { domains } from '../src/checklists/definition.ts'
import { parse } from '../src/checklists/fromFile.ts'
import { parseCodes, unknownReferences } from '../src/checklists/references.ts'
import { parseForms, type Forms } from '../src/consult/forms.ts'
import { parsePrompts, promptWords, type Prompts } from '../src/consult/prompts.ts'
import { parseBodies } from '../src/insight/bodies.ts'
import { wordsFor } from '../src/consult/wording.ts'
import { questionsOf } from '../src/insight/questions.ts'
import { checkedRules, type Rule } from '../src/insight/rule.ts'

const domainsSchema = v.strictObject({
  format: v.literal(1),
  domains: v.array(
    v.strictObject({
      id: v.picklist(domains),
      title: v.string(),
      learn: v.string(),
      references: v.record(v.string(), v.array(v.string())),
    }),
  ),
})

/** Read all content in `folder` and throw at the first fault: MalformedChecklist, MalformedRule, or an Error with its place. */
export function checkContent(folder = new URL('../content/', import.meta.url)): void {
  const text = (name: string): string => readFileSync(new URL(name, folder), 'utf8')
  const words = v.parse(v.record(v.string(), v.string()), JSON.parse(text('words/en.json')))
  const codes = parseCodes(JSON.parse(text('codes.json')))
  const known = v.parse(domainsSchema, JSON.parse(text('domains.json'))).domains
  const checklists = parse(text('checklists.json'))
  const items = checklists.flatMap((checklist) => checklist.item)
  const rules = checkedRules(JSON.parse(text('rules.json')), {
    questions: questionsOf(checklists),
    hasReference: (code, number) => codes[code]?.standards[number] !== undefined,
  })
  const forms = parseForms(JSON.parse(text('consultations.json')))

  parseBodies(JSON.parse(text('supervision.json')), kindsIn(forms))

  const prompts = parsePrompts(JSON.parse(text('prompts.json')))
  for (const id of promptsIn(prompts).map(promptWords)) {
    refuseIf(!(id in words), `prompts.json asks for ${id}, which words/en.json lacks`)
  }
  for (const domain of [...domains, ...Object.keys(prompts.domains)]) {
    const isKnown = domain in prompts.domains && domains.some((one) => one === domain)
    refuseIf(!isKnown, `prompts.json: there is no prompt for ${domain}, or no such domain`)
  }

  for (const id of wordsFor(forms, domains)) {
    refuseIf(!(id in words), `consultations.json asks for ${id}, which words/en.json lacks`)
  }

  for (const domain of domains) {
    refuseIf(!known.some(({ id }) => id === domain), `domains.json lacks ${domain}`)
    refuseIf(!items.some((item) => item.domain === domain), `no checklist has an item for ${domain}`)
    refuseIf(!rules.some((rule) => rule.domain === domain), `no rule speaks of ${domain}`)
  }
  for (const domain of known) {
    for (const id of [domain.title, domain.learn]) {
      refuseIf(!(id in words), `domains.json: ${domain.id} asks for ${id}, which words/en.json lacks`)
    }
    refuseUnknown(`domains.json: ${domain.id}`, unknownReferences(domain, codes))
  }
  for (const rule of rules) {
    const [id] = unsaid(rule, words)
    refuseIf(id !== undefined, `rules.json: ${rule.id} asks for ${String(id)}, which words/en.json lacks`)
    refuseIf(
      !rule.examples?.fires.length || !rule.examples.quiet.length,
      `rules.json: ${rule.id} lacks an example`,
    )
  }
  for (const item of items) {
    refuseIf(item.domain === 'own', `checklists.json: ${item.linkId} has no domain`)
    refuseUnknown(`checklists.json: ${item.linkId}`, unknownReferences(item, codes))
  }
}

function promptsIn({ domains: byDomain, general, year }: Prompts): readonly string[] {
  return [...Object.values(byDomain).flat(), ...general, ...year]
}

function kindsIn({ log }: Forms): readonly string[] {
  return log.find(({ id }) => id === 'kind')?.options ?? []
}

/** What words/en.json lacks of what a rule and its next steps say. */
function unsaid(rule: Rule, words: Readonly<Record<string, string>>): string[] {
  const parts = ['title', 'message', 'why', 'when', 'clears', ...(rule.level === 'act-now' ? ['past'] : [])]
  const ids = [
    ...parts.map((part) => ['rule', rule.id, part].join('.')),
    ...rule.nextSteps.map((step) => ['action', step].join('.')),
  ]
  return ids.filter((id) => !(id in words))
}

function refuseUnknown(place: string, unknown: readonly string[]): void {
  refuseIf(unknown.length > 0, `${place} cites what codes.json lacks: ${unknown.join(', ')}`)
}

function refuseIf(fault: boolean, message: string): void {
  if (fault) throw new Error(message)
}
