/** Checklists for tests: small, right in every part, so that a test breaks one part and nothing else. */
export function aChecklist(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { id: 'evening', version: 1, title: 'Evening', item: [anItem('first')], ...change }
}

export function anItem(
  linkId: string,
  change: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    linkId,
    domain: 'self-care',
    text: 'How was it?',
    type: 'choice',
    answerOption: [anOption('good', 0), anOption('bad', 3)],
    ...change,
  }
}

export function anOption(code: string, ordinal: number | null): Record<string, unknown> {
  return { code, display: code, ordinal }
}

export function aFile(...checklists: readonly unknown[]): { format: number; checklists: readonly unknown[] } {
  return { format: 1, checklists }
}
