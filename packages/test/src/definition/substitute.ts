import { isJsonObject, type Json } from '@pasos/asl'

/**
 * Fills in what a deployment would: `${name}` gets its value; a Resource that is nothing but a placeholder without a value becomes a
 * function's ARN, so that definitions can be tested as they lie in the repository.
 */
export function substitute(value: Json, values: Readonly<Record<string, string>>, field = ''): Json {
  if (typeof value === 'string') {
    const filled = value.replace(/\$\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? values[name]! : whole))
    const [, name] = /^\$\{(\w+)\}$/.exec(filled) ?? []
    return field === 'Resource' && name !== undefined ? `arn:aws:lambda:us-east-1:123456789012:function:${name}` : filled
  }
  if (Array.isArray(value)) return value.map(item => substitute(item, values))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, substitute(member, values, name)]))
}
