import * as arrays from './array-functions.ts'
import * as encodings from './encoding-functions.ts'
import { hash } from './hash.ts'
import type { IntrinsicFunction } from './intrinsic-function.ts'
import * as json from './json-functions.ts'
import * as math from './math-functions.ts'
import * as texts from './text-functions.ts'

/** All of https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html */
export const intrinsicFunctions = {
  'States.Array': arrays.array,
  'States.ArrayPartition': arrays.arrayPartition,
  'States.ArrayContains': arrays.arrayContains,
  'States.ArrayRange': arrays.arrayRange,
  'States.ArrayGetItem': arrays.arrayGetItem,
  'States.ArrayLength': arrays.arrayLength,
  'States.ArrayUnique': arrays.arrayUnique,
  'States.Base64Encode': encodings.base64Encode,
  'States.Base64Decode': encodings.base64Decode,
  'States.Hash': hash,
  'States.JsonMerge': json.jsonMerge,
  'States.JsonToString': json.jsonToString,
  'States.StringToJson': json.stringToJson,
  'States.MathRandom': math.mathRandom,
  'States.MathAdd': math.mathAdd,
  'States.StringSplit': texts.stringSplit,
  'States.Format': texts.format,
  'States.UUID': texts.uuid,
} as const satisfies Record<string, IntrinsicFunction>

export type IntrinsicName = keyof typeof intrinsicFunctions

export function isIntrinsicName(name: string): name is IntrinsicName {
  return Object.hasOwn(intrinsicFunctions, name)
}
