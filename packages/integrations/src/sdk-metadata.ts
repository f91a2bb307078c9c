import type { Values } from './definition.ts'

/** How the HTTP answer looked to the SDK. */
export interface HttpAnswer {
  status: number
  requestId: string
  /** In the order in which they came. */
  headers: readonly (readonly [name: string, value: string])[]
}

/** What optimized integrations add to a service's answer. */
export function sdkMetadata({ status, requestId, headers }: HttpAnswer): Values {
  const all: Values = {}
  const single: Values = {}
  for (const [name, value] of headers) all[name] = [value]
  // AWS lists the second map in another order than the first: sorted without regard to case.
  const sorted = [...headers].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
  for (const [name, value] of sorted) single[name] = value
  return {
    SdkHttpMetadata: { AllHttpHeaders: all, HttpHeaders: single, HttpStatusCode: status },
    SdkResponseMetadata: { RequestId: requestId },
  }
}

/** An answer with its metadata, members in the order of their names as AWS has them. */
export function withMetadata(answer: Values, http: HttpAnswer): Values {
  const all = { ...answer, ...sdkMetadata(http) }
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)))
}
