import type { IntegrationType } from '../records/api-record.ts'

/** Where an integration's requests go. */
export type Target =
  | { kind: 'function'; arn: string; problem?: undefined }
  | { kind: 'states'; operation: string; problem?: undefined }
  | { kind: 'http'; url: string; problem?: undefined }
  | { problem: string }

const functionUri = /^arn:[^:]+:apigateway:[^:]*:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/
const statesUri = /^arn:[^:]+:apigateway:[^:]*:states:action\/(StartExecution|StartSyncExecution|StopExecution|DescribeExecution)$/
const awsUri = /^arn:[^:]+:apigateway:[^:]*:[^:]+:(?:path|action)\/.+$/

/** Reads the URI of an integration, or says what is wrong with it, or that it cannot be served. Stage variables may still be in it. */
export function readTarget(type: IntegrationType, uri: string, credentials: string | undefined): Target {
  if (type === 'HTTP' || type === 'HTTP_PROXY') {
    return /^https?:\/\/[^\s]+$/.test(uri) ? { kind: 'http', url: uri } : { problem: 'Invalid HTTP endpoint specified for URI' }
  }
  if (credentials?.startsWith('arn:aws:iam::*:')) return { problem: "An integration with its caller's credentials is not served here." }
  const [, arn] = functionUri.exec(uri) ?? []
  if (arn !== undefined) return { kind: 'function', arn }
  if (type === 'AWS_PROXY')
    return { problem: 'Integrations of type AWS_PROXY currently only supports Lambda function and Firehose stream invocations.' }
  const [, operation] = statesUri.exec(uri) ?? []
  if (operation !== undefined) {
    if (credentials === undefined) return { problem: 'Role ARN must be specified for AWS integrations' }
    return { kind: 'states', operation }
  }
  if (!uri.startsWith('arn:')) return { problem: 'Invalid ARN specified in the request' }
  if (!awsUri.test(uri)) return { problem: 'AWS ARN for integration must contain path or action' }
  return { problem: `An integration with ${uri} is not served here: functions of Lambda and executions of Step Functions are.` }
}

/** `${stageVariables.name}` in a URI. */
export function withStageVariables(uri: string, variables: Record<string, string>): string {
  return uri.replaceAll(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) =>
    Object.hasOwn(variables, name) ? (variables[name] ?? '') : '',
  )
}
