import type { IntrinsicName } from '../intrinsic/function-table.ts'

/** What each function takes, in a notation of any language: AWS's causes name the function and say nothing of what is wrong. */
export const intrinsicSignatures: Readonly<Record<IntrinsicName, string>> = {
  'States.Array': 'States.Array(value, …)',
  'States.ArrayPartition': 'States.ArrayPartition(array, size ≥ 1)',
  'States.ArrayContains': 'States.ArrayContains(array, value)',
  'States.ArrayRange': 'States.ArrayRange(first, last, step ≠ 0), ≤ 1000',
  'States.ArrayGetItem': 'States.ArrayGetItem(array, 0 ≤ index < length)',
  'States.ArrayLength': 'States.ArrayLength(array)',
  'States.ArrayUnique': 'States.ArrayUnique(array)',
  'States.Base64Encode': 'States.Base64Encode("…"), ≤ 10000',
  'States.Base64Decode': 'States.Base64Decode("Base64"), ≤ 10000',
  'States.Hash': 'States.Hash(value, "MD5" | "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512"), ≤ 10000',
  'States.JsonMerge': 'States.JsonMerge({…}, {…}, false)',
  'States.JsonToString': 'States.JsonToString(value)',
  'States.StringToJson': 'States.StringToJson("JSON")',
  'States.MathRandom': 'States.MathRandom(start < end, end, seed?)',
  'States.MathAdd': 'States.MathAdd(number, number), ± 2147483647',
  'States.StringSplit': 'States.StringSplit("…", "…")',
  'States.Format': 'States.Format("{} … {}", value, …)',
  'States.UUID': 'States.UUID()',
}

/** Asked of these and not of the functions' own table, whose functions would come along into the console's pages of executions. */
export function isIntrinsicName(name: string): name is IntrinsicName {
  return Object.hasOwn(intrinsicSignatures, name)
}
