import type { JsonObject } from '@pasos/asl'

/**
 * What AWS's optimized integrations add to a service's answer: how the SDK saw the HTTP response. The names and their order are those
 * of the recorded answers; values that no wire carried here (the trace header) are made of the request id.
 */
export function sdkMetadata(requestId: string, status: number, headers: readonly [name: string, value: string][]): JsonObject {
  const all: JsonObject = {}
  const single: JsonObject = {}
  for (const [name, value] of headers) all[name] = [value]
  // AWS lists the second map in another order than the first: sorted without regard to case.
  const sorted = [...headers].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
  for (const [name, value] of sorted) single[name] = value
  return {
    SdkHttpMetadata: { AllHttpHeaders: all, HttpHeaders: single, HttpStatusCode: status },
    SdkResponseMetadata: { RequestId: requestId },
  }
}

/** How the optimized integrations report an error of a service. */
export function serviceCause(service: string, refusal: { message: string; status: number; code: string }, requestId: string): string {
  const { message, status, code } = refusal
  return `${message} (Service: ${service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`
}
