import type { Finding, Severity } from './finding.ts'

export interface ValidateResult {
  result: 'OK' | 'FAIL'
  diagnostics: { severity: Severity; code: string; message: string; location?: string }[]
  truncated: boolean
}

/** AWS: at most 100 diagnostics; 0 means as many. */
const MAX_RESULTS = 100

/** The answer of ValidateStateMachineDefinition. `severity` is the least one wanted; findings of our own are never part of it. */
export function validateResult(findings: readonly Finding[], options: { severity?: Severity; maxResults?: number } = {}): ValidateResult {
  const wanted = findings.filter(finding => finding.origin === 'aws' && (finding.severity === 'ERROR' || options.severity === 'WARNING'))
  const limit = options.maxResults || MAX_RESULTS
  return {
    result: hasErrors(findings) ? 'FAIL' : 'OK',
    diagnostics: wanted.slice(0, limit).map(({ severity, code, message, location }) => ({
      severity,
      code,
      message,
      ...(location !== undefined && { location }),
    })),
    truncated: wanted.length > limit,
  }
}

/** Whether AWS would refuse the definition. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(finding => finding.severity === 'ERROR' && finding.origin === 'aws')
}

/**
 * What CreateStateMachine, UpdateStateMachine and TestState say of a definition they refuse:
 * `Invalid State Machine Definition: 'CODE: message at /location, CODE: message at /location'`.
 * What has no location is `at null`, as AWS has it.
 */
export function invalidDefinitionMessage(findings: readonly Finding[]): string {
  const errors = findings.filter(finding => finding.severity === 'ERROR' && finding.origin === 'aws').slice(0, MAX_RESULTS)
  const parts = errors.map(({ code, message, location }) => `${code}: ${message} at ${location ?? 'null'}`)
  return `Invalid State Machine Definition: '${parts.join(', ')}'`
}
