import type { JsonObject } from '../../json.ts'
import { ENGLISH } from '../catalogue/english.ts'
import { SPANISH } from '../catalogue/spanish.ts'
import { describeFinding, type FindingLanguage } from '../describe-finding.ts'
import type { Finding } from '../finding.ts'

/** What was found in one file. */
export interface FileFindings {
  /** Its path, from the root of the repository where hosts are to find it. */
  file: string
  findings: readonly Finding[]
}

/**
 * Findings as a SARIF 2.1.0 log (OASIS), which code hosts and editors show beside the line: one run for all files, as hosts refuse several
 * of the same tool. Columns count UTF-16 units, from 1.
 */
export function findingsToSarif(files: readonly FileFindings[], language: FindingLanguage = 'en'): JsonObject {
  const rules = [...new Set(files.flatMap(({ findings }) => findings.map(finding => finding.rule)))]
  const texts = language === 'es' ? SPANISH : ENGLISH
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            ...{ name: 'pasos', language },
            rules: rules.map(id => ({ id, shortDescription: { text: texts[id].message }, help: { text: texts[id].advice } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: files.flatMap(({ file, findings }) =>
          findings.map(finding => result(finding, rules.indexOf(finding.rule), file, language)),
        ),
      },
    ],
  }
}

function result(finding: Finding, ruleIndex: number, file: string, language: FindingLanguage): JsonObject {
  const { message, advice } = describeFinding(finding, language)
  const { range, location } = finding
  const region =
    range === undefined
      ? { startLine: 1, startColumn: 1 }
      : {
          startLine: range.start.line,
          startColumn: range.start.column,
          endLine: range.end.line,
          endColumn: range.end.column,
          charOffset: range.start.offset,
          charLength: range.end.offset - range.start.offset,
        }
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: finding.severity === 'ERROR' ? 'error' : 'warning',
    message: { text: `${message} ${advice}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: encodeURI(file.replaceAll('\\', '/')) }, region },
        ...(location !== undefined && { logicalLocations: [{ fullyQualifiedName: location }] }),
      },
    ],
    properties: { code: finding.code, origin: finding.origin },
  }
}
