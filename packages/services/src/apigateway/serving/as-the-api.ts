import { isJsonObject, type Json } from '@pasos/asl'

/** The value with its members, at every depth, called otherwise. */
export function renamed(value: Json, name: (member: string) => string): Json {
  if (Array.isArray(value)) return value.map(one => renamed(one, name))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [name(member), renamed(inner, name)]))
}

/** Members in the API's small letters, times as seconds. */
export function asTheApi(output: Json): Json {
  const named = renamed(output, member => member.charAt(0).toLowerCase() + member.slice(1)) as { [member: string]: Json }
  return Object.fromEntries(
    Object.entries(named).map(([member, value]) => [member, /Date$/.test(member) && typeof value === 'number' ? value / 1000 : value]),
  )
}
