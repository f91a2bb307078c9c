import type { Json, JsonObject } from '@pasos/asl'

export type ArrayFormat = 'INDICES' | 'REPEAT' | 'COMMAS' | 'BRACKETS'

/** `a=x&b%5Bc%5D=1`: how `Transform` with URL_ENCODED and query parameters write JSON. */
export function encodeForm(values: JsonObject, arrays: ArrayFormat): string {
  return Object.entries(values)
    .flatMap(([name, value]) => pairs(name, value, arrays))
    .map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`)
    .join('&')
}

function pairs(name: string, value: Json, arrays: ArrayFormat): [name: string, text: string][] {
  if (Array.isArray(value)) {
    if (arrays === 'COMMAS') return [[name, value.map(textOf).join(',')]]
    const nameAt = { INDICES: (at: number) => `${name}[${at}]`, REPEAT: () => name, BRACKETS: () => `${name}[]` }[arrays]
    return value.flatMap((item, at) => pairs(nameAt(at), item, arrays))
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => pairs(`${name}[${key}]`, item, arrays))
  }
  return [[name, textOf(value)]]
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
