import { type FindingLanguage, fixFinding } from '@pasos/asl'
import { diagnosticOf } from './diagnostics.ts'
import type { OpenDocument } from './open-document.ts'
import type { LspRange } from './positions.ts'

const TITLES: Readonly<Record<FindingLanguage, (before: string, after: string) => string>> = {
  en: (before, after) => (after === '' ? `Take away ${before}` : `Replace ${before} by ${after}`),
  es: (before, after) => (after === '' ? `Quitar ${before}` : `Cambiar ${before} por ${after}`),
}

/** What mends the findings that touch a range: those of `pasos validate --fix` first, what may only be meant after them. */
export function codeActions(document: OpenDocument, range: LspRange, language: FindingLanguage): object[] {
  const { text, positions, uri, findings } = document
  const [from, to] = [positions.offset(range.start), positions.offset(range.end)]
  const actions = findings.flatMap(finding => {
    const { start, end } = finding.range ?? { start: { offset: 0 }, end: { offset: 0 } }
    const fix = start.offset <= to && from <= end.offset ? fixFinding(text, finding) : undefined
    return fix === undefined ? [] : [{ finding, fix }]
  })
  return actions
    .sort((a, b) => Number(b.fix.isSafe) - Number(a.fix.isSafe))
    .map(({ finding, fix }) => ({
      title: TITLES[language](text.slice(fix.start, fix.end), fix.text),
      kind: 'quickfix',
      isPreferred: fix.isSafe,
      diagnostics: [diagnosticOf(document, finding, language)],
      edit: { changes: { [uri]: [{ range: positions.range(fix.start, fix.end), newText: fix.text }] } },
    }))
}
