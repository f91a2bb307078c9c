import type { ssm } from '@pasos/wire'
import { invalidFilterKey, invalidFilterOption, invalidFilterValue } from '../errors.ts'
import { checkPath } from './parameter-name.ts'
import { latestOf, type ParameterRecord } from './parameter-record.ts'

type Matches = (record: ParameterRecord) => boolean

/** What each key may ask: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html */
const ofDescribe: Readonly<Record<string, readonly string[]>> = {
  Name: ['Equals', 'BeginsWith', 'Contains'],
  Type: ['Equals', 'BeginsWith'],
  KeyId: ['Equals', 'BeginsWith'],
  Path: ['Recursive', 'OneLevel'],
  Tier: ['Equals'],
  DataType: ['Equals', 'BeginsWith'],
}
const ofPath: Readonly<Record<string, readonly string[]>> = {
  Type: ['Equals', 'BeginsWith'],
  KeyId: ['Equals', 'BeginsWith'],
  Label: ['Equals', 'BeginsWith'],
  DataType: ['Equals', 'BeginsWith'],
}

/**
 * Every filter must match; of a filter's values one.
 * @throws ApiError InvalidFilterKey, InvalidFilterOption, InvalidFilterValue
 */
export function parameterFilter(filters: readonly ssm.ParameterStringFilter[] = [], operation: 'describe' | 'by-path'): Matches {
  const keys = filters.map(({ Key = '' }) => Key)
  if (new Set(keys).size < keys.length)
    throw invalidFilterKey('The following filters are duplicated in the request. Remove the duplicates.')
  const all = filters.map(filter => matcherOf(filter, operation === 'describe' ? ofDescribe : ofPath))
  return record => all.every(matches => matches(record))
}

/** The older kind of filter: any of the values is where the text begins. */
export function olderFilter(filters: readonly ssm.ParametersFilter[] = []): Matches {
  return record =>
    filters.every(({ Key = 'Name', Values = [] }) => textsOf(record, Key).some(text => Values.some(value => text.startsWith(value))))
}

function matcherOf(
  { Key = '', Option, Values = [] }: ssm.ParameterStringFilter,
  known: Readonly<Record<string, readonly string[]>>,
): Matches {
  const isTag = Key.startsWith('tag:') && known === ofDescribe
  const options = isTag ? ['Equals', 'BeginsWith'] : known[Key]
  if (!options)
    throw invalidFilterKey(`The following filter key is not valid: ${Key}. Valid filter keys include: [${Object.keys(known).join(', ')}].`)
  const option = Option ?? (Key === 'Path' ? 'OneLevel' : 'Equals')
  if (!options.includes(option))
    throw invalidFilterOption(`The following filter option is not valid: ${option}. Valid options include: [${options.join(', ')}].`)
  if (isTag && Values.length === 0) return ({ tags }) => tags.some(([key]) => key === Key.slice(4))
  if (Values.length === 0) throw invalidFilterValue(`The following filter values are missing : null for filter key ${Key}`)
  if (Key === 'Path') return underPaths(Values, option === 'Recursive')
  const test = {
    Equals: (text: string, value: string) => text === value,
    BeginsWith: (text: string, value: string) => text.startsWith(value),
    Contains: (text: string, value: string) => text.includes(value),
  }[option]!
  return record => textsOf(record, Key).some(text => Values.some(value => test(text, value)))
}

function underPaths(paths: readonly string[], isRecursive: boolean): Matches {
  const all = paths.map(path => underPath(checkPath(path), isRecursive))
  return record => all.some(matches => matches(record))
}

/** Parameters of a path, as `checkPath` gives it: of its own level only, or of all below it. */
export function underPath(path: string, isRecursive: boolean): Matches {
  return ({ name }) => name.startsWith(`${path}/`) && (isRecursive || !name.slice(path.length + 1).includes('/'))
}

function textsOf(record: ParameterRecord, key: string): string[] {
  if (key.startsWith('tag:')) return record.tags.filter(([name]) => name === key.slice(4)).map(([, value]) => value)
  const { type, tier, dataType, keyId } = latestOf(record)
  const texts: Record<string, string[]> = {
    ...{ Name: [record.name], Type: [type], Tier: [tier], DataType: [dataType], KeyId: keyId === undefined ? [] : [keyId] },
    Label: record.versions.flatMap(({ labels }) => labels),
  }
  return texts[key] ?? []
}
