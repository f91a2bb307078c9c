import type { Json, JsonObject } from '../../json.ts'
import { describeFinding } from '../describe-finding.ts'
import type { Finding } from '../finding.ts'
import type { ReportOptions } from './text-report.ts'

/** Findings for programs: an object with `findings`, each with everything that is known of it. */
export function findingsToJson(findings: readonly Finding[], options: ReportOptions = {}): JsonObject {
  return {
    ...(options.file !== undefined && { file: options.file }),
    findings: findings.map(finding => ({ ...plain(finding), ...explanation(finding, options) })),
  }
}

function plain({ severity, code, rule, message, origin, location, range, parameters }: Finding): JsonObject {
  return {
    severity,
    code,
    rule,
    message,
    origin,
    ...(location !== undefined && { location }),
    ...(range && { range: { start: { ...range.start }, end: { ...range.end } } satisfies Json }),
    parameters: { ...parameters },
  }
}

function explanation(finding: Finding, options: ReportOptions): JsonObject {
  const { message, advice } = describeFinding(finding, options.language)
  return { explanation: message, advice }
}
