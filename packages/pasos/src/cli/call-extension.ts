import { signatureHeaders } from '@pasos/wire'
import { callerKeys, DEFAULT_REGION } from './endpoint.ts'

/** The Step Functions API refused a call that no SDK client knows; looks like the error of one. */
class ExtensionRefused extends Error {
  readonly $metadata: { httpStatusCode: number }

  constructor(name: string, message: string, httpStatusCode: number) {
    super(message)
    this.name = name
    this.$metadata = { httpStatusCode }
  }
}

/** Calls an operation of the Step Functions API that is ours alone, as an SDK client would. @throws ExtensionRefused */
export async function callExtension<Output>(endpoint: string, operation: string, input: object): Promise<Output> {
  const url = new URL('/', endpoint)
  const body = JSON.stringify(input)
  const sent = { host: url.host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` }
  const region = process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'] || DEFAULT_REGION
  const signed = signatureHeaders(
    { method: 'POST', url: '/', headers: sent, body: Buffer.from(body) },
    { ...callerKeys(), region, service: 'states', now: Date.now() },
  )
  const { host: _host, ...headers } = sent
  const response = await fetch(url, { method: 'POST', headers: { ...headers, ...signed }, body })
  const answer = (await response.json()) as { __type?: string; message?: string }
  if (!response.ok) throw new ExtensionRefused(answer.__type?.split('#').pop() ?? 'Error', answer.message ?? '', response.status)
  return answer as Output
}
