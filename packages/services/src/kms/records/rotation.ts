import type { KmsDependencies } from '../dependencies.ts'
import { changeKey, type KeyRecord } from './key-record.ts'

export const DAY_MS = 86_400_000

/**
 * The key with new material where its rotation has come due: rotation happens when the key is next used, which nobody can tell from one
 * on the day itself.
 */
export async function rotatedWhenDue({ catalog, clock, ring }: KmsDependencies, record: KeyRecord): Promise<KeyRecord> {
  const now = clock.now()
  if (!isDue(record, now)) return record
  return changeKey({ catalog, now }, record.arn, record, current => {
    if (!current.rotation || !isDue(current, now)) return current
    const { periodDays, nextAt } = current.rotation
    const period = periodDays * DAY_MS
    // A key that slept through several rotations is rotated once.
    const next = nextAt + period * (Math.floor((now - nextAt) / period) + 1)
    const material = ring.newMaterial(current.keyId, now, 'AUTOMATIC')
    return { ...current, materials: [...current.materials, material], rotation: { periodDays, nextAt: next } }
  })
}

function isDue({ rotation }: KeyRecord, now: number): boolean {
  return rotation !== undefined && rotation.nextAt <= now
}
