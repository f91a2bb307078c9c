import { isJsonObject, type Json } from '../json.ts'
import { isTooDeep } from '../json-size.ts'
import { tooDeep } from '../machine/failure.ts'
import { merged, parseMember, SpelledNumber, spellingOf } from '../spelled-numbers.ts'
import type { IntrinsicFunction } from './intrinsic-function.ts'
import { InvalidArguments, requireText } from './invalid-arguments.ts'

export const stringToJson: IntrinsicFunction = {
  arity: [1, 1],
  apply(args) {
    const text = requireText(args[0])
    // AWS: its parser finds nothing in a blank text, which is null.
    if (/^[ \t\r\n]*$/.test(text)) return null
    const value = parsed(text)
    if (!(value instanceof SpelledNumber) && isTooDeep(value)) throw tooDeep()
    return value
  },
}

function parsed(text: string): Json | SpelledNumber {
  try {
    return parseMember(text)
  } catch {
    throw new InvalidArguments()
  }
}

export const jsonToString: IntrinsicFunction = {
  arity: [1, 1],
  looksDeep: true,
  apply: args => spellingOf(args, 0) ?? JSON.stringify(args[0]),
}

export const jsonMerge: IntrinsicFunction = {
  arity: [3, 3],
  apply([first, second, isDeep]) {
    if (!isJsonObject(first)) throw new InvalidArguments()
    if (!isJsonObject(second)) throw new InvalidArguments()
    // AWS: "Step Functions currently only supports the shallow merging mode" (intrinsic-functions.html).
    if (isDeep !== false) throw new InvalidArguments()
    return merged(first, second)
  },
}
