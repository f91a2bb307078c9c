import { type Json, type JsonObject, memberText } from '@pasos/asl'

export type ArrayFormat = 'INDICES' | 'REPEAT' | 'COMMAS' | 'BRACKETS'

/** `a=x&b%5Bc%5D=1`: how `Transform` with URL_ENCODED and query parameters write JSON. */
export function encodeForm(values: JsonObject, arrays: ArrayFormat): string {
  return Object.keys(values)
    .flatMap(name => pairs(name, values, name, arrays))
    .map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`)
    .join('&')
}

type Holder = Json[] | JsonObject

/** @param at where the value stands in what holds it, which alone knows how a number was written */
function pairs(name: string, holder: Holder, at: string | number, arrays: ArrayFormat): [name: string, text: string][] {
  const value = (holder as JsonObject)[at]!
  if (Array.isArray(value)) {
    if (arrays === 'COMMAS') return [[name, textsOf(value).join(',')]]
    const nameAt = { INDICES: (index: number) => `${name}[${index}]`, REPEAT: () => name, BRACKETS: () => `${name}[]` }[arrays]
    return value.flatMap((_, index) => pairs(nameAt(index), value, index, arrays))
  }
  if (typeof value === 'object' && value !== null) {
    return Object.keys(value).flatMap(key => pairs(`${name}[${key}]`, value, key, arrays))
  }
  return [[name, memberAsText(holder, at)]]
}

/** A text as it is, everything else as JSON: numbers as they were written. */
export function memberAsText(holder: Holder, at: string | number): string {
  const value = (holder as JsonObject)[at]
  return typeof value === 'string' ? value : memberText(holder, at)
}

/** Each value of a list by `memberAsText`. */
export function textsOf(list: Json[]): string[] {
  return list.map((_, index) => memberAsText(list, index))
}
