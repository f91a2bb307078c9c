import type { secretsmanager } from '@pasos/wire'
import type { SecretRecord } from './secret-record.ts'

/**
 * All filters must match; of a filter's values one. Names and tags match by their beginning, with regard to case; descriptions and `all`
 * by words in them, without. A value with `!` before it must not match.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html
 */
export function secretFilter(filters: readonly secretsmanager.Filter[]): (record: SecretRecord) => boolean {
  return record => filters.every(({ Key = 'all', Values = [] }) => matchesOne(record, Key, Values))
}

function matchesOne(record: SecretRecord, key: string, values: readonly string[]): boolean {
  const wanted = values.filter(value => !value.startsWith('!'))
  const unwanted = values.filter(value => value.startsWith('!')).map(value => value.slice(1))
  if (unwanted.some(value => matches(record, key, value))) return false
  return wanted.length === 0 || wanted.some(value => matches(record, key, value))
}

function matches(record: SecretRecord, key: string, value: string): boolean {
  const begins = (text: string): boolean => text.startsWith(value)
  switch (key) {
    case 'name':
      return begins(record.name)
    case 'tag-key':
      return record.tags.some(([tag]) => begins(tag))
    case 'tag-value':
      return record.tags.some(([, tag]) => begins(tag))
    case 'description':
      return hasWords(record.description ?? '', value)
    case 'primary-region':
    case 'owning-service':
      // Replicas and secrets of services there are none.
      return false
    default:
      return hasWords([record.name, record.description ?? '', ...record.tags.flat()].join(' '), value)
  }
}

function hasWords(text: string, value: string): boolean {
  const words = text.toLowerCase().split(/[^a-z0-9]+/)
  return value
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .every(part => words.some(word => word.startsWith(part)))
}
