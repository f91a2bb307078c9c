import type { MapRun, MapRunFailure } from './map-run.ts'

/**
 * AWS: a Map Run fails when more items failed or timed out than are tolerated: more than the count, or a larger share of all items than
 * the percentage, whichever comes first. Without any tolerance the first failure is too much. The share can be judged once the number
 * of items is known.
 */
export function isOverTolerance({ settings, items, total }: Pick<MapRun, 'settings' | 'items' | 'total'>): boolean {
  const { toleratedCount, toleratedPercentage } = settings
  const failed = items.failed + items.timedOut
  if (failed === 0) return false
  if (toleratedCount === undefined && toleratedPercentage === undefined) return true
  if (toleratedCount !== undefined && failed > toleratedCount) return true
  return toleratedPercentage !== undefined && total !== undefined && failed * 100 > toleratedPercentage * total
}

export const toleranceExceeded: MapRunFailure = {
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
}
