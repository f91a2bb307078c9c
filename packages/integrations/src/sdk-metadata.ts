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
  for (const index of orderOf(headers)) {
    const header = headers[index]!
    single[header[0]] = header[1]
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

/** Of the answer before, whose names this one has most likely too: to put them together takes longer than all the rest. */
let latest: { names: readonly string[]; order: readonly number[] } = { names: [], order: [] }

function orderOf(headers: HttpAnswer['headers']): readonly number[] {
  const { names, order } = latest
  if (headers.length === names.length && headers.every((header, at) => header[0] === names[at])) return order
  const found = headers.map(([name]) => name)
  latest = { names: found, order: headers.length === 0 ? [] : sortedOrder(found.join('\n')) }
  return latest.order
}

/** An answer with its metadata, members in the order of their names as AWS has them. */
export function withMetadata(answer: Values, http: HttpAnswer): Values {
  const all = { ...answer, ...sdkMetadata(http) }
  let former = ''
  for (const name in all) {
    if (former >= name) return inOrder(all)
    former = name
  }
  return all
}

function inOrder(all: Values): Values {
  const names = Object.keys(all)
  const sorted: Values = {}
  for (const name of names.sort()) sorted[name] = all[name]!
  return sorted
}
