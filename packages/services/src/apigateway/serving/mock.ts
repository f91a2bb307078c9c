import type { AdmittedRequest, ApiAnswer } from './api-request.ts'
import { internalError } from './gateway-answer.ts'
import type { IntegrationOutcome } from './map-answer.ts'
import { mapRequest } from './map-request.ts'

/** No back end: the request's template says which status it would have answered with, as `{"statusCode": 200}`. */
export function answerMock(admitted: AdmittedRequest): IntegrationOutcome | ApiAnswer {
  const mapped = mapRequest(admitted)
  if ('refused' in mapped) return mapped.refused
  const statusCode = statusOf(mapped.body)
  return statusCode === undefined ? internalError() : { body: '', headers: {}, selection: String(statusCode) }
}

function statusOf(text: string): number | undefined {
  // Templates of such mocks are often written with comments or single quotes around nothing but the number that counts.
  const [, status] = /"?statusCode"?\s*:\s*"?(\d{3})"?/.exec(text) ?? []
  return status === undefined ? undefined : Number(status)
}
