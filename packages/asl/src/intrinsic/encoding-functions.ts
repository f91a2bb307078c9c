import { decodeBase64, encodeBase64 } from './base64.ts'
import type { IntrinsicFunction } from './intrinsic-function.ts'
import { InvalidArguments, requireSmallText, requireText } from './invalid-arguments.ts'

export const base64Encode: IntrinsicFunction = {
  arity: [1, 1],
  apply: args => encodeBase64(requireSmallText(requireText(args[0]))),
}

export const base64Decode: IntrinsicFunction = {
  arity: [1, 1],
  apply(args) {
    const text = decodeBase64(requireSmallText(requireText(args[0])))
    if (text === undefined) throw new InvalidArguments()
    return text
  },
}
