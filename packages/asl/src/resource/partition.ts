/** Beginnings of region names that lie outside the partition `aws`, longest first where one begins another. */
const PARTITIONS: readonly (readonly [beginning: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['us-iso-', 'aws-iso'],
  ['eu-isoe-', 'aws-iso-e'],
  ['eusc-', 'aws-eusc'],
]

/**
 * The partition of a region, the second part of every ARN there: `aws`, `aws-cn`, `aws-us-gov` …, `aws` for a region that nobody knows.
 * The regions of each partition are those of AWS's `partitions.json`, which its SDKs carry.
 */
export function partitionOf(region: string): string {
  if (region !== last.region) last = { region, partition: PARTITIONS.find(([beginning]) => region.startsWith(beginning))?.[1] ?? 'aws' }
  return last.partition
}

/** Asked with every request, nearly always of the same region. */
let last = { region: '', partition: 'aws' }
