import type { Operation } from '@pasos/wire'
import type { DynamoDbDependencies } from '../dependencies.ts'
import { type KeyCondition, keyConditionOf, type RangeCondition } from '../expression/key-condition.ts'
import { validationError } from '../values/attribute-value.ts'
import { partitionPrefix, rangePlace } from './item-keys.ts'
import { after, checkRead, type PageInput, readPage, readTarget } from './read-page.ts'
import { requestExpressions } from './request-expressions.ts'

interface QueryInput extends PageInput {
  ScanIndexForward?: boolean
}

/** Behind every hexadecimal digit and `!`. */
const END = '~'
/** The end of a value: before every digit, so that `5` ends before `50` begins. */
const CLOSE = '!'
const BEHIND_CLOSE = '"'

export function query(deps: DynamoDbDependencies): Operation<QueryInput> {
  return async (input, context) => {
    const read = requestExpressions(input, ['KeyConditionExpression', 'FilterExpression', 'ProjectionExpression'])
    if (read.keyCondition === undefined)
      throw validationError('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.')
    const { table, index, keys } = readTarget(deps, input, context)
    const condition = keyConditionOf(read.keyCondition, keys)
    checkRead(input, read.filter, keys, read.projection !== undefined)
    const whole = { table, index, keys, reverse: input.ScanIndexForward === false, ...placesOf(condition) }
    return readPage(deps, input, after(whole, input.ExclusiveStartKey), read)
  }
}

function placesOf({ hash, range }: KeyCondition): { from: string; before: string } {
  const prefix = partitionPrefix(hash)
  const [from, before] = range ? rangePlaces(range) : ['', END]
  return { from: `${prefix}${from}`, before: `${prefix}${before}` }
}

function rangePlaces(range: RangeCondition): [from: string, before: string] {
  if (range.kind === 'between') return [`${rangePlace(range.low)}${CLOSE}`, `${rangePlace(range.high)}${BEHIND_CLOSE}`]
  const place = rangePlace(range.value)
  if (range.kind === 'begins_with') {
    if ('N' in range.value) throw validationError('Query key condition not supported')
    return [place, `${place}${END}`]
  }
  switch (range.comparator) {
    case '=':
      return [`${place}${CLOSE}`, `${place}${BEHIND_CLOSE}`]
    case '<':
      return ['', `${place}${CLOSE}`]
    case '<=':
      return ['', `${place}${BEHIND_CLOSE}`]
    case '>':
      return [`${place}${BEHIND_CLOSE}`, END]
    default:
      return [`${place}${CLOSE}`, END]
  }
}
