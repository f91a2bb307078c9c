import type { JsonObject } from '../../json.ts'
import { ENGLISH } from '../catalogue/english.ts'
import { describeFinding } from '../describe-finding.ts'
import type { Finding } from '../finding.ts'
import type { ReportOptions } from './text-report.ts'

/** Findings as a SARIF 2.1.0 log (OASIS), which code hosts and editors show beside the line. Columns count UTF-16 units, from 1. */
export function findingsToSarif(findings: readonly Finding[], options: ReportOptions = {}): JsonObject {
  const rules = [...new Set(findings.map(finding => finding.rule))]
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'pasos',
            rules: rules.map(id => ({ id, shortDescription: { text: ENGLISH[id].message }, help: { text: ENGLISH[id].advice } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map(finding => result(finding, rules.indexOf(finding.rule), options)),
      },
    ],
  }
}

function result(finding: Finding, ruleIndex: number, options: ReportOptions): JsonObject {
  const { message, advice } = describeFinding(finding, options.language)
  const { range, location } = finding
  const region = range && {
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
        physicalLocation: { artifactLocation: { uri: options.file ?? 'definition.asl.json' }, ...(region && { region }) },
        ...(location !== undefined && { logicalLocations: [{ fullyQualifiedName: location }] }),
      },
    ],
    properties: { code: finding.code, origin: finding.origin },
  }
}
