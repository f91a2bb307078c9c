import type { Advice } from './advice.ts'
import { explain, type FailureRule } from './failure-rule.ts'

/** What services, APIs and executions that a state called have said. */
export const SERVICE_RULES: readonly FailureRule[] = [
  (error, cause) =>
    /^Lambda\.ResourceNotFound/.test(error) || /^Function not found/.test(cause) ? explain('functionNotFound') : undefined,
  (error, cause) => (/TooManyRequests|^Rate exceeded/i.test(`${error} ${cause}`) ? explain('tooManyRequests') : undefined),
  (_, cause) => {
    const service = /the service (\S+) is not served here/.exec(cause)?.[1]
    return service === undefined ? undefined : explain('notServed', { service })
  },
  (error, cause) =>
    /\.SdkClientException$/.test(error) && /execute HTTP request/.test(cause) ? explain('serviceUnreachable', { error }) : undefined,
  (_, cause) => (/specified bucket does not exist/i.test(cause) ? explain('noBucket') : undefined),
  (_, cause) => (/specified key does not exist/i.test(cause) ? explain('noObject') : undefined),
  (error, cause) => {
    if (error !== 'States.ItemReaderFailed') return undefined
    return explain(/non-iterable/.test(cause) ? 'itemsNotIterable' : 'itemReader')
  },
  error => (error === 'States.ResultWriterFailed' ? explain('resultWriter') : undefined),
  error => (error === 'StepFunctions.ExecutionAlreadyExistsException' ? explain('executionExists') : undefined),
  error => (error === 'DynamoDB.ConditionalCheckFailedException' ? explain('condition', { error }) : undefined),
  (error, cause) =>
    error.startsWith('DynamoDB.') && /key element does not match the schema/.test(cause) ? explain('tableKey') : undefined,
  error => (/Throttl|SlowDown|RequestLimitExceeded|ThroughputExceeded/.test(error) ? explain('throttled', { error }) : undefined),
  // Before what is not found: a connection is no resource of the service that is called.
  error => (error.startsWith('Events.ConnectionResource.') ? explain('connection') : undefined),
  (error, cause) => {
    // What the author of a machine calls so is no service's: those are exceptions, or say `(Service: …`.
    if (!error.endsWith('Exception') && !cause.includes('(Service: ')) return undefined
    const service = /^(\w+)\.(?:\w*NotFound\w*|\w*DoesNotExist\w*|NoSuch\w+)$/.exec(error)?.[1]
    return service === undefined || service === 'States' || service === 'Runtime' ? undefined : explain('noResource', { service })
  },
  (error, cause) => (error === 'States.TaskFailed' ? explainChild(cause) : undefined),
  (error, cause) => (error.startsWith('States.Http.') ? explainHttp(error, cause) : undefined),
]

/** AWS: the cause of `startExecution.sync` is the answer of DescribeExecution as JSON. */
function explainChild(cause: string): Advice | undefined {
  const execution = /"ExecutionArn":"([^"]+)"/.exec(cause)?.[1]
  const status = /"Status":"([A-Z_]+)"/.exec(cause)?.[1]
  return execution === undefined || status === undefined ? undefined : explain('childExecution', { execution, status })
}

function explainHttp(error: string, cause: string): Advice | undefined {
  const status = /^States\.Http\.StatusCode\.(\d{3})$/.exec(error)?.[1]
  if (status === undefined) {
    // From the beginning of a word: from each of its letters a long text without blanks took seconds.
    const host = /(?<!\S)(\S+) is inside: start the server/.exec(cause)?.[1]
    if (host !== undefined) return explain('httpInside', { host })
    return explain(/https URL/.test(cause) ? 'httpUrl' : 'httpUnreachable')
  }
  if (status === '401' || status === '403') return explain('httpDenied', { status })
  if (status === '404' || status === '410' || status === '405') return explain('httpNotFound', { status })
  if (status === '429' || status === '503') return explain('httpBusy', { status, error })
  if (status.startsWith('5')) return explain('httpFailed', { status, error })
  return status.startsWith('4') ? explain('httpRefused', { status }) : undefined
}
