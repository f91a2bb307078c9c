import { chmodSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Keeps a data folder to its owner: 0700, and 0600 for the files in it, those of former versions too. What lies in folders below cannot
 * be reached through the closed one, and keeps its modes: functions that run as another user are given their code from there.
 */
export function closeFolder(folder: string): void {
  chmodSync(folder, 0o700)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    // The journal comes and goes with its side files.
    if (entry.isFile() && statSync(join(folder, entry.name), { throwIfNoEntry: false })) chmodSync(join(folder, entry.name), 0o600)
  }
}
