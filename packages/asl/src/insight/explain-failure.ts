import type { Advice } from './advice.ts'
import { explainThrown, FUNCTION_RULES } from './explain-function.ts'
import { SERVICE_RULES } from './explain-service.ts'
import { explain, type FailureRule } from './failure-rule.ts'
import { intrinsicSignatures, isIntrinsicName } from './intrinsic-signatures.ts'

/** First rule that knows the failure wins: particular ones come before general ones. */
const RULES: readonly FailureRule[] = [
  (_, cause) => {
    const path = /['"]?(\$\.Payload[.\w[\]]*)/.exec(cause)?.[1]
    return path && /path|found|resolve/i.test(cause) ? explain('badPayloadPath', { path, fixed: path.replace('.Payload', '') }) : undefined
  },
  ...FUNCTION_RULES,
  (error, cause) =>
    error === 'States.NoChoiceMatched' || /No choice rule|failed to transition/i.test(cause) ? explain('noChoice') : undefined,
  (error, cause) =>
    /AccessDenied|not authorized to perform/i.test(`${error} ${cause}`) || error === 'States.Permissions'
      ? explain('notAllowed', { action: /perform:? ([\w-]+:[\w*]+)/.exec(cause)?.[1] ?? '' })
      : undefined,
  ...SERVICE_RULES,
  error => (error === 'States.HeartbeatTimeout' ? explain('heartbeat') : undefined),
  error => (error === 'States.Timeout' ? explain('timeout') : undefined),
  (error, cause) =>
    error === 'States.DataLimitExceeded' ? explain(cause.includes('assigned variables') ? 'variablesLimit' : 'dataLimit') : undefined,
  (_, cause) => (/maximum number of history events/.test(cause) ? explain('historyLimit') : undefined),
  error => (error === 'States.ExceedToleratedFailureThreshold' ? explain('toleratedFailures') : undefined),
  (error, cause) =>
    /^States\.(Runtime|QueryEvaluationError)$/.test(error) && /must point to array|must be an array|Expected 'array'/.test(cause)
      ? explain('itemsPath')
      : undefined,
  (_, cause) => {
    const found =
      /[Tt]he (\w+) (?:parameter|field) (?:does not reference a valid ISO-8601|cannot be parsed as an ISO-8601).*?string: (?:\$\S* == )?(.*)$/.exec(
        cause,
      )
    return found ? explain('notATimestamp', { field: found[1]!, value: found[2]! }) : undefined
  },
  (error, cause) => (error === 'States.QueryEvaluationError' ? explainQuery(cause) : undefined),
  (_, cause) => {
    const name = /had the following error: Invalid (?:arguments|template) in (States\.\w+)/.exec(cause)?.[1]
    return name && isIntrinsicName(name) ? explain('intrinsic', { signature: intrinsicSignatures[name] }) : undefined
  },
  (_, cause) => (cause.includes('Unable to apply Path transformation to null or empty input.') ? explain('nullInput') : undefined),
  (_, cause) => {
    const problems = /could not be used to start the Task: \[(.*)\]/s.exec(cause)?.[1]
    return problems === undefined ? undefined : explain('parameters', { problems })
  },
  (_, cause) => {
    const found = /The (\w*Path) parameter (?:references a (?:negative )?value|cannot be parsed as a long value).*?: (\$\S*) == (.*)$/.exec(
      cause,
    )
    if (found) return explain('notANumber', { field: found[1]!, path: found[2]!, value: found[3]! })
    const other = /The (\w+) field refers to value "(.*)" which is not a valid (?:integer|float|integer or float): (\$\S*)/.exec(cause)
    return other ? explain('notANumber', { field: other[1]!, path: other[3]!, value: other[2]! }) : undefined
  },
  (error, cause) => {
    const path = /ReferencePath (\$\S*)/.exec(cause)?.[1] ?? ''
    return error === 'States.ResultPathMatchFailure' ? explain('resultPath', { path }) : undefined
  },
  (_, cause) => {
    const path = /JSONPath '([^']+)'|argument for the field '([^']+)'|[Pp]ath '?(\$[^'"\s]*)'?/.exec(cause)
    return path && /could not be found|invalid path|does not reference an input value/i.test(cause)
      ? explain('missingPath', { path: path[1] ?? path[2] ?? path[3] ?? '' })
      : undefined
  },
  (_, cause) => {
    const path = /parameter does not reference an input value: (\$\S*)/.exec(cause)?.[1]
    return path === undefined ? undefined : explain('missingPath', { path })
  },
  explainThrown,
]

/** AWS's words for what an expression gave, behind the expression and its field. */
function explainQuery(cause: string): Advice {
  const field = /specified for the field '([^']+)'/.exec(cause)?.[1] ?? 'Output'
  if (/returned nothing \(undefined\)/.test(cause)) return explain('queryNothing', { field })
  const types = /Expected '([^']+)', but was '([^']+)'/.exec(cause)
  if (types) return explain('queryType', { field, expected: types[1]!, actual: types[2]! })
  if (/Stack overflow|memory limit|timeout: Check/.test(cause)) return explain('queryEndless')
  const problem = /\b([A-Z]\d{4}: .*)$/.exec(cause)?.[1]
  return problem === undefined ? explain('query') : explain('queryError', { problem })
}

/** What can be said of how an execution ended. AWS: only what took longer than its state machine allows has timed out, and has no error then. */
export function explainEnd(end: { status: string; error?: string | undefined; cause?: string | undefined }): Advice | undefined {
  return end.status === 'TIMED_OUT' ? explain('machineTimeout') : explainFailure(end.error, end.cause)
}

/** What can be said of a failure by its error and cause alone; nothing of errors that the author of the machine made up. */
export function explainFailure(error: string | undefined, cause: string | undefined): Advice | undefined {
  for (const rule of RULES) {
    const found = rule(error ?? '', cause ?? '')
    if (found) return found
  }
  return undefined
}
