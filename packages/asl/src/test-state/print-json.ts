import { isJsonObject, type Json } from '../json.ts'

/** JSON as TestState prints it: with a blank after each comma and colon, unlike executions. */
export function printJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(printJson).join(', ')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}: ${printJson(member)}`)
    .join(', ')}}`
}
