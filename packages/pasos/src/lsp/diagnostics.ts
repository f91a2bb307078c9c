import { describeFinding, type Finding, type FindingLanguage } from '@pasos/asl'
import type { OpenDocument } from './open-document.ts'

const SEVERITY = { ERROR: 1, WARNING: 2 } as const

/** What is wrong with a document, as an editor shows it. */
export function diagnosticsOf(document: OpenDocument, language: FindingLanguage): object[] {
  const { broken, positions, findings } = document
  if (broken) return [{ range: positions.range(broken.offset, broken.offset), severity: 1, source: 'pasos', message: broken.message }]
  return findings.map(finding => diagnosticOf(document, finding, language))
}

export function diagnosticOf({ positions }: OpenDocument, finding: Finding, language: FindingLanguage): object {
  const { message, advice } = describeFinding(finding, language)
  const { start, end } = finding.range ?? { start: { offset: 0 }, end: { offset: 0 } }
  return {
    range: positions.range(start.offset, end.offset),
    severity: SEVERITY[finding.severity],
    code: finding.rule,
    source: 'pasos',
    message: `${message}\n${advice}`,
  }
}
