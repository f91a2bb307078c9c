import type { Operation } from '@pasos/wire'
import type { DynamoDbDependencies } from '../dependencies.ts'
import { validationError } from '../values/attribute-value.ts'
import { after, checkRead, type PageInput, readPage, readTarget } from './read-page.ts'
import { requestExpressions } from './request-expressions.ts'

interface ScanInput extends PageInput {
  Segment?: number
  TotalSegments?: number
}

const HASHES = 2 ** 32

export function scan(deps: DynamoDbDependencies): Operation<ScanInput> {
  return async (input, context) => {
    const read = requestExpressions(input, ['FilterExpression', 'ProjectionExpression'])
    const { table, index, keys } = readTarget(deps, input, context)
    checkRead(input, read.filter, undefined, read.projection !== undefined)
    const whole = { table, index, keys, reverse: false, ...segmentPlaces(input) }
    return readPage(deps, input, after(whole, input.ExclusiveStartKey), read)
  }
}

/** Segments are equal parts of all hashes, with which places begin. */
function segmentPlaces({ Segment, TotalSegments }: ScanInput): { from: string; before: string | undefined } {
  if (TotalSegments === undefined && Segment === undefined) return { from: '', before: undefined }
  if (TotalSegments === undefined)
    throw validationError('The TotalSegments parameter is required but was not present in the request when Segment parameter is present')
  if (Segment === undefined)
    throw validationError('The Segment parameter is required but was not present in the request when parameter TotalSegments is present')
  if (Segment >= TotalSegments)
    throw validationError(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${Segment} is not less than TotalSegments: ${TotalSegments}`,
    )
  const at = (part: number): string =>
    Math.floor((HASHES / TotalSegments) * part)
      .toString(16)
      .padStart(8, '0')
  return { from: at(Segment), before: Segment + 1 === TotalSegments ? undefined : at(Segment + 1) }
}
