import type { Advice, AdviceKey } from './advice.ts'

type Rule = (error: string, cause: string) => Advice | undefined

const explain = (key: AdviceKey, facts: Advice['facts'] = {}): Advice => ({ key, facts })

/** First rule that knows the failure wins: particular ones come before general ones. */
const RULES: Rule[] = [
  (_, cause) => {
    const path = /['"]?(\$\.Payload[.\w[\]]*)/.exec(cause)?.[1]
    return path && /path|found|resolve/i.test(cause) ? explain('badPayloadPath', { path, fixed: path.replace('.Payload', '') }) : undefined
  },
  (error, cause) => {
    if (!/ImportModuleError|Cannot find (module|package)/i.test(`${error} ${cause}`)) return undefined
    return explain('importModule', { module: /(?:module|package) '?([^'"\s\\]+)/i.exec(cause)?.[1] ?? '' })
  },
  (error, cause) => (/HandlerNotFound|is undefined or not exported/i.test(`${error} ${cause}`) ? explain('handlerNotFound') : undefined),
  (error, cause) =>
    /Runtime\.ExitError|exited? (?:unexpectedly|with)|signal: killed/i.test(`${error} ${cause}`) ? explain('exit') : undefined,
  (error, cause) =>
    /Sandbox\.Timedout|Task timed out after/i.test(`${error} ${cause}`)
      ? explain('functionTimeout', { seconds: /after ([\d.]+) seconds/.exec(cause)?.[1] ?? '' })
      : undefined,
  (error, cause) =>
    error === 'States.NoChoiceMatched' || /No choice rule|failed to transition/i.test(cause) ? explain('noChoice') : undefined,
  (error, cause) =>
    /AccessDenied|not authorized to perform/i.test(`${error} ${cause}`) || error === 'States.Permissions'
      ? explain('notAllowed', { action: /perform:? ([\w-]+:[\w*]+)/.exec(cause)?.[1] ?? '' })
      : undefined,
  (error, cause) => (/Lambda\.ResourceNotFound|Function not found/i.test(`${error} ${cause}`) ? explain('functionNotFound') : undefined),
  (error, cause) => (/TooManyRequests|Rate exceeded/i.test(`${error} ${cause}`) ? explain('tooManyRequests') : undefined),
  error => (error === 'States.HeartbeatTimeout' ? explain('heartbeat') : undefined),
  error => (error === 'States.Timeout' ? explain('timeout') : undefined),
  error => (error === 'States.DataLimitExceeded' ? explain('dataLimit') : undefined),
  error => (error === 'States.QueryEvaluationError' ? explain('query') : undefined),
  (_, cause) => (cause.includes('had the following error: Invalid arguments in States.') ? explain('intrinsic') : undefined),
  error => (error === 'States.ExceedToleratedFailureThreshold' ? explain('toleratedFailures') : undefined),
  (error, cause) =>
    error === 'States.Runtime' && /ItemsPath|items? (?:is|are|must be) not|not an array/i.test(cause) ? explain('itemsPath') : undefined,
  (_, cause) => {
    const path = /JSONPath '([^']+)'|[Pp]ath '?(\$[^'"\s]*)'?/.exec(cause)
    return path && /could not be found|invalid path|unable to apply/i.test(cause)
      ? explain('missingPath', { path: path[1] ?? path[2] ?? '' })
      : undefined
  },
]

/** What can be said of how an execution ended. AWS: only what took longer than its state machine allows has timed out, and has no error then. */
export function explainEnd(end: { status: string; error?: string | undefined; cause?: string | undefined }): Advice | undefined {
  return end.status === 'TIMED_OUT' ? explain('machineTimeout') : explainFailure(end.error, end.cause)
}

/** What can be said of a failure by its error and cause alone; nothing of errors that the author made up. */
export function explainFailure(error: string | undefined, cause: string | undefined): Advice | undefined {
  for (const rule of RULES) {
    const found = rule(error ?? '', cause ?? '')
    if (found) return found
  }
  return undefined
}
