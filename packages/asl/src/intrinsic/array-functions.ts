import type { Json } from '../json.ts'
import { canonicalText, isDeepEqual } from '../path/json-equality.ts'
import { memberOf, putMember, rememberAs, sliceOf } from '../spelled-numbers.ts'
import type { IntrinsicFunction } from './intrinsic-function.ts'
import { InvalidArguments, requireArray, requireInteger } from './invalid-arguments.ts'

// AWS: ArrayRange makes 1,000 elements at most (intrinsic-functions.html).
const MAX_RANGE = 1_000

export const array: IntrinsicFunction = { arity: [0, Number.POSITIVE_INFINITY], apply: args => rememberAs(args as Json[], [...args]) }

export const arrayPartition: IntrinsicFunction = {
  arity: [2, 2],
  apply(args) {
    const items = requireArray(args[0])
    const size = requireInteger(args[1])
    if (size < 1) throw new InvalidArguments()
    const chunks: Json[] = []
    for (let start = 0; start < items.length; start += size) chunks.push(sliceOf(items, start, start + size))
    return chunks
  },
}

export const arrayContains: IntrinsicFunction = {
  arity: [2, 2],
  looksDeep: true,
  apply: args => requireArray(args[0]).some(item => isDeepEqual(item, args[1]!)),
}

export const arrayRange: IntrinsicFunction = {
  arity: [3, 3],
  apply(args) {
    const first = requireInteger(args[0])
    const last = requireInteger(args[1])
    const step = requireInteger(args[2])
    if (step === 0) throw new InvalidArguments()
    const length = Math.max(0, Math.floor((last - first) / step) + 1)
    if (length > MAX_RANGE) throw new InvalidArguments()
    return Array.from({ length }, (_, index) => first + index * step)
  },
}

export const arrayGetItem: IntrinsicFunction = {
  arity: [2, 2],
  apply(args) {
    const items = requireArray(args[0])
    const index = requireInteger(args[1])
    if (index < 0 || index >= items.length) throw new InvalidArguments()
    return memberOf(items, index, items[index]!)
  },
}

export const arrayLength: IntrinsicFunction = { arity: [1, 1], apply: args => requireArray(args[0]).length }

export const arrayUnique: IntrinsicFunction = {
  arity: [1, 1],
  looksDeep: true,
  apply(args) {
    const seen = new Set<string>()
    const unique: Json[] = []
    const items = requireArray(args[0])
    for (const [index, item] of items.entries()) {
      const key = canonicalText(item)
      if (seen.has(key)) continue
      seen.add(key)
      putMember(unique, unique.length, memberOf(items, index, item))
    }
    return unique
  },
}
