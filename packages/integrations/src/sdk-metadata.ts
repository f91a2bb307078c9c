import type { Values } from './definition.ts'
import { remembered } from './remembered.ts'

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
  for (const header of headers) all[header[0]] = [header[1]]
  if (headers.length > 0) {
    for (const index of sortedOrder(namesOf(headers))) {
      const header = headers[index]!
      single[header[0]] = header[1]
    }
  }
  return {
    SdkHttpMetadata: { AllHttpHeaders: all, HttpHeaders: single, HttpStatusCode: status },
    SdkResponseMetadata: { RequestId: requestId },
  }
}

/**
 * AWS lists the second map in another order than the first: sorted without regard to case. An operation's answers have the same names
 * nearly always, so they are sorted once.
 */
const sortedOrder = remembered(1_000, (names: string): readonly number[] => {
  const lower = names.toLowerCase().split('\n')
  return lower.map((_, index) => index).sort((a, b) => (lower[a]! < lower[b]! ? -1 : 1))
})

function namesOf(headers: HttpAnswer['headers']): string {
  let names = headers[0]![0]
  for (let at = 1; at < headers.length; at++) names += `\n${headers[at]![0]}`
  return names
}

/** An answer with its metadata, members in the order of their names as AWS has them. */
export function withMetadata(answer: Values, http: HttpAnswer): Values {
  const all = { ...answer, ...sdkMetadata(http) }
  const names = Object.keys(all)
  if (names.every((name, at) => at === 0 || names[at - 1]! < name)) return all
  const sorted: Values = {}
  for (const name of names.sort()) sorted[name] = all[name]!
  return sorted
}
