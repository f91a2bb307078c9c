import { isJsonObject, type Json } from '@pasos/asl'

/** Functions of Terraform whose values definitions, names and policies are made of; those that only change how a collection is seen return it. */
const FUNCTIONS: Readonly<Record<string, (...args: Json[]) => Json | undefined>> = {
  toset: collection => collection,
  tomap: collection => collection,
  tolist: collection => collection,
  tostring: value => (typeof value === 'object' ? undefined : String(value)),
  jsonencode: value => JSON.stringify(value),
  jsondecode: text => parsed(text!),
  lower: text => (typeof text === 'string' ? text.toLowerCase() : undefined),
  upper: text => (typeof text === 'string' ? text.toUpperCase() : undefined),
  join: (separator, list) => (typeof separator === 'string' && Array.isArray(list) ? list.map(String).join(separator) : undefined),
  format: (form, ...values) => (typeof form === 'string' ? formatted(form, values) : undefined),
  merge: (...objects) => (objects.every(isJsonObject) ? Object.assign({}, ...objects) : undefined),
  concat: (...lists) => (lists.every(list => Array.isArray(list)) ? lists.flat() : undefined),
}

/** What a function returns; undefined where it is not known here, or not for such arguments. */
export function callFunction(name: string, args: Json[]): Json | undefined {
  return Object.hasOwn(FUNCTIONS, name) && args.length > 0 ? FUNCTIONS[name]!(...args) : undefined
}

function parsed(text: Json): Json | undefined {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

/** `%s` and `%d` alone; other verbs are nobody's in names. */
function formatted(form: string, values: Json[]): string | undefined {
  const verbs = form.match(/%./g) ?? []
  if (verbs.length !== values.length || !verbs.every(verb => verb === '%s' || verb === '%d')) return undefined
  if (values.some(value => typeof value === 'object')) return undefined
  let next = 0
  return form.replace(/%./g, () => String(values[next++]))
}
