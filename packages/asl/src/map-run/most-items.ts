import type { Json } from '../json.ts'
import { StatesFailure } from '../machine/failure.ts'

/**
 * How many items a reader reads at most by its ReaderConfig, infinity if MaxItems is missing or 0.
 *
 * @throws StatesFailure States.ItemReaderFailed in AWS's words, where a path or an expression gave a negative number
 */
export function mostItems(config: { readonly [key: string]: Json }): number {
  const { MaxItems: most } = config
  if (typeof most !== 'number' || most === 0) return Number.POSITIVE_INFINITY
  if (most < 0) throw new StatesFailure('States.ItemReaderFailed', 'field MaxItems must be positive')
  return most
}
