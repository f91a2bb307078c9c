import { createHash } from 'node:crypto'
import type { AskOwner } from '@pasos/cluster'
import { homeLane } from '@pasos/cluster'
import { openRootKey } from '../door/root-key.ts'

/** What nodes show each other in place of the key. */
export function fingerprintOf(folder: string): string {
  const { accessKeyId, secretAccessKey } = openRootKey(folder)
  return createHash('sha256').update(`${accessKeyId} ${secretAccessKey}`).digest('hex')
}

/** Whether the home knows its owner by another key than this node would: who signs with that one would be refused once this is the home. */
export async function hasAnotherRootKey(folder: string, askOwner: AskOwner): Promise<boolean> {
  const asked = { lane: homeLane, name: 'rootKey', body: {}, isRepeatable: true }
  // A home of the version before knows no such question.
  const ofHome = await askOwner<string | null>(asked).catch(() => undefined)
  return typeof ofHome?.result === 'string' && ofHome.result !== fingerprintOf(folder)
}
