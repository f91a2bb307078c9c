import { type ServiceDefinition, TOKEN, type Value, type Values } from '../definition.ts'
import type { Refusal, TaskFailure } from '../failures.ts'

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
export const lambda: ServiceDefinition = {
  name: 'lambda',
  model: 'lambda',
  prefix: 'Lambda',
  client: 'AWSLambda',
  baseException: 'AWSLambdaException',
  hasMetadata: true,
  actions: {
    invoke: {
      patterns: TOKEN,
      parameters: {
        required: ['FunctionName'],
        optional: ['ClientContext', 'InvocationType', 'LogType', 'Payload', 'Qualifier'],
        texts: ['FunctionName', 'ClientContext', 'InvocationType', 'LogType', 'Qualifier'],
      },
      jsonResult: ['Payload'],
      iam: [{ actions: ['lambda:InvokeFunction'], resource: '*' }],
    },
  },
}

/** What `lambda:invoke` sends. AWS: a string that holds JSON is the payload itself, not a string in it; null is no payload at all. */
export function invokePayload(payload: Value | undefined): string {
  if (payload === undefined || payload === null) return '{}'
  return typeof payload === 'string' && parsed(payload) !== undefined ? payload : JSON.stringify(payload)
}

/** What becomes of a function's own failure: the error type that its runtime told, if any, and all that came back. */
export function functionFailure(payload: string): TaskFailure {
  const failure = parsed(payload)
  const type = typeof failure === 'object' && failure !== null && !Array.isArray(failure) ? failure['errorType'] : undefined
  if (typeof type === 'string' && type !== '') return { error: type, cause: payload }
  const cause = `The cause could not be determined because Lambda did not return an error type. Returned payload: ${payload}`
  return { error: 'Lambda.Unknown', cause }
}

/** In the order in which AWS's front ends print them. */
const choices = { InvocationType: ['DryRun', 'RequestResponse', 'Event'], LogType: ['Tail', 'None'] }

/** How Lambda's front end refuses a choice that there is not; nothing where all are. */
export function refusedChoice(parameters: Values): Pick<Refusal, 'code' | 'message' | 'status'> | undefined {
  for (const [name, known] of Object.entries(choices)) {
    const value = parameters[name]
    if (typeof value !== 'string' || known.includes(value)) continue
    const field = name.charAt(0).toLowerCase() + name.slice(1)
    const demand = `Member must satisfy enum value set: [${known.join(', ')}]`
    const message = `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: ${demand}`
    return { code: 'ValidationException', message, status: 400 }
  }
  return undefined
}

function parsed(text: string): Value | undefined {
  try {
    return JSON.parse(text) as Value
  } catch {
    return undefined
  }
}
