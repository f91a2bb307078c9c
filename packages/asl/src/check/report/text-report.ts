import { describeFinding, type FindingLanguage } from '../describe-finding.ts'
import type { Finding } from '../finding.ts'

export interface ReportOptions {
  /** Name of the file the definition was read from. */
  file?: string
  language?: FindingLanguage
}

/**
 * Findings for people, one after the other:
 * `orders.asl.json:12:9 error SCHEMA_VALIDATION_FAILED /States/A/Next`, then what is wrong and what to do, indented.
 */
export function formatFindings(findings: readonly Finding[], options: ReportOptions = {}): string {
  const { file = 'definition', language = 'en' } = options
  return findings.map(finding => formatFinding(finding, file, language)).join('\n')
}

function formatFinding(finding: Finding, file: string, language: FindingLanguage): string {
  const { severity, code, location, range } = finding
  const { message, advice } = describeFinding(finding, language)
  // What concerns the whole of it stands where it begins: editors jump to a line and a column only.
  const place = `${file}:${range?.start.line ?? 1}:${range?.start.column ?? 1}`
  const level = { en: { ERROR: 'error', WARNING: 'warning' }, es: { ERROR: 'error', WARNING: 'aviso' } }[language][severity]
  // AWS's location of what is no JSON is the text itself, which stands in the file.
  const where = location === undefined || code === 'INVALID_JSON_DESCRIPTION' ? '' : ` ${location}`
  return `${place} ${level} ${code}${where}\n  ${indent(message)}\n  → ${indent(advice)}\n`
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n  ')
}
