import { badRequest } from '../errors.ts'

/** One change of an Update operation: https://docs.aws.amazon.com/apigateway/latest/api/API_PatchOperation.html */
export interface PatchOperation {
  op?: string
  /** A JSON pointer: `/requestTemplates/application~1json`. */
  path?: string
  value?: string
}

export interface Patching {
  patchOperations?: PatchOperation[]
}

type Op = 'add' | 'remove' | 'replace'

/** What may be done at a path of a record. `*` in the path is any one name. */
export interface PatchRule<Place> {
  path: string
  ops: readonly Op[]
  change(record: Place, patch: { op: Op; value: string; names: readonly string[] }): Place
}

/** The record after all changes, in their order. @throws ApiError BadRequestException */
export function patched<Place>(record: Place, operations: readonly PatchOperation[] = [], rules: readonly PatchRule<Place>[]): Place {
  return operations.reduce((current, { op = '', path = '', value }) => {
    const names = path.split('/').slice(1).map(unescapePointer)
    const rule = rules.find(each => fits(each.path.split('/').slice(1), names) && (each.ops as readonly string[]).includes(op))
    if (!rule) {
      const known = rules.filter(({ ops }) => (ops as readonly string[]).includes(op)).map(each => each.path)
      throw badRequest(`Invalid patch path  '${path}' specified for op '${op}'. Must be one of: [${known.join(', ')}]`)
    }
    return rule.change(current, { op: op as Op, value: value ?? '', names })
  }, record)
}

function fits(wanted: readonly string[], names: readonly string[]): boolean {
  return wanted.length === names.length && wanted.every((name, at) => name === '*' || name === names[at])
}

function unescapePointer(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** A member that is a text: set, or taken away. */
export function textRule<Place extends object>(name: keyof Place & string, ops: readonly Op[] = ['replace']): PatchRule<Place> {
  return {
    path: `/${name}`,
    ops,
    change: (record, { op, value }) => (op === 'remove' ? without(record, name) : { ...record, [name]: value }),
  }
}

/** A member that holds values by names: one of them set, or taken away. */
export function entryRule<Place extends object>(
  name: keyof Place & string,
  read: (value: string) => string | boolean = value => value,
): PatchRule<Place> {
  return {
    path: `/${name}/*`,
    ops: ['add', 'replace', 'remove'],
    change(record, { op, value, names: [, key = ''] }) {
      const { [key]: _, ...others } = (record[name] ?? {}) as Record<string, unknown>
      const next = op === 'remove' ? others : { ...others, [key]: read(value) }
      return Object.keys(next).length === 0 ? without(record, name) : { ...record, [name]: next }
    },
  }
}

/** A member that is a list of texts, each of which is the last name of the path. */
export function listedRule<Place extends object>(name: keyof Place & string): PatchRule<Place> {
  return {
    path: `/${name}/*`,
    ops: ['add', 'replace', 'remove'],
    change(record, { op, value, names: [, key = ''] }) {
      const present = (record[name] ?? []) as string[]
      const others = present.filter(each => each !== key)
      return { ...record, [name]: op === 'remove' ? others : [...others, op === 'replace' ? value : key] }
    },
  }
}

/** @throws ApiError BadRequestException */
export function readBoolean(value: string): boolean {
  if (value !== 'true' && value !== 'false') throw badRequest(`Invalid boolean value specified: ${value}`)
  return value === 'true'
}

function without<Place extends object>(record: Place, name: keyof Place): Place {
  const { [name]: _, ...others } = record
  return others as Place
}
