import { signedRequest } from './signed-request.ts'

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
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` }
  const response = await signedRequest(endpoint, { service: 'states', method: 'POST', headers, body: JSON.stringify(input) })
  const answer = (await response.json()) as { __type?: string; message?: string }
  if (!response.ok) throw new ExtensionRefused(answer.__type?.split('#').pop() ?? 'Error', answer.message ?? '', response.status)
  return answer as Output
}
