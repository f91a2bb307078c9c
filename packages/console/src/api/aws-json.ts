import { ask, callAlone } from './call-server.ts'

/** Operations that only read, and answer at once. */
export const READS = /^(List|Describe)/

/**
 * AWS's JSON protocols as far as the console needs them: one POST an operation. The SDK's clients do the same at sixty times the size. A
 * request is marked as AWS's own by its `Authorization`; on loopback the server asks for no secret.
 */
export class ApiError extends Error {
  readonly requestId: string | undefined
  /** Of HTTP; missing where an answer that was no refusal itself tells one. */
  readonly status: number | undefined
  constructor(name: string, message: string, requestId: string | undefined, status?: number) {
    super(message)
    this.name = name
    this.requestId = requestId
    this.status = status
  }
}

/** Whether the server says that what was asked for is not there; each service has its own word for it. */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return /NotFound|NoSuch|DoesNotExist|NonExistent/.test(error.name) || / does not exist/.test(error.message)
}

/** In every answer of Step Functions and CloudWatch Logs that the console reads, what is named so is a time. */
const DATES = /(?:Date|^timestamp)$/

export function awsJson(options: {
  service: 'states' | 'logs' | 'sqs' | 'dynamodb' | 'events' | 'monitoring' | 'ssm' | 'secretsmanager' | 'kms'
  target: string
  version: '1.0' | '1.1'
}) {
  return async <Output>(operation: string, input: object): Promise<Output> => {
    const send = READS.test(operation) ? ask : callAlone
    const response = await send({
      ...{ method: 'POST', url: '/' },
      headers: {
        'content-type': `application/x-amz-json-${options.version}`,
        'x-amz-target': `${options.target}.${operation}`,
        authorization: authorization(options.service),
      },
      body: JSON.stringify(input),
    })
    const text = await response.text()
    if (!response.ok) throw errorOf(response, text)
    return JSON.parse(text || '{}', options.service === 'states' ? reviveDate : undefined) as Output
  }
}

export function authorization(service: string): string {
  const credential = `pasos/20200101/us-east-1/${service}/aws4_request`
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=${'0'.repeat(64)}`
}

/** The error an answer tells, in each of AWS's ways of telling it. */
export function errorOf(response: Response, text: string): ApiError {
  const requestId = response.headers.get('x-amzn-requestid') ?? response.headers.get('x-amz-request-id') ?? undefined
  const told = toldIn(text)
  const first = (...names: string[]) => names.map(name => told[name]).find(each => typeof each === 'string')
  const name = response.headers.get('x-amzn-errortype') ?? first('__type', 'code') ?? `HTTP ${response.status}`
  return new ApiError(
    name.split('#').at(-1)!.split(':')[0]!,
    first('message', 'Message') ?? response.statusText,
    requestId,
    response.status,
  )
}

/** What the text of a refusal says, whoever wrote it: a proxy's JSON may have a number for a code, or be no object at all. */
function toldIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return text.startsWith('<') ? toldInXml(text) : (Object(JSON.parse(text)) as Record<string, unknown>)
  } catch {
    // A proxy's page: its status says more than its text.
    return {}
  }
}

function toldInXml(text: string) {
  const page = new DOMParser().parseFromString(text, 'application/xml')
  const of = (tag: string) => page.getElementsByTagName(tag)[0]?.textContent ?? undefined
  const [code, message] = [of('Code'), of('Message')]
  return { ...(code ? { code } : {}), ...(message ? { message } : {}) }
}

function reviveDate(key: string, value: unknown): unknown {
  return typeof value === 'number' && DATES.test(key) ? new Date(value * 1000) : value
}
