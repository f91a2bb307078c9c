import { chmodSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Keeps a data folder to its owner: 0700, and 0600 for the files in it, those of former versions too. What lies in folders below cannot
 * be reached through the closed one, and keeps its modes: functions that run as another user are given their code from there.
 *
 * A volume of Kubernetes is root's and writable for a group (`fsGroup`), and nobody else may change its mode. There everything in it that is
 * this process's own is closed instead, and what it makes from then on.
 */
export function closeFolder(folder: string): void {
  const me = process.getuid?.()
  const isVolume = me !== undefined && me !== 0 && statSync(folder).uid === 0
  if (isVolume) process.umask(0o077)
  else chmodSync(folder, 0o700)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (!entry.isFile() && !(isVolume && entry.isDirectory())) continue
    // The journal comes and goes with its side files.
    const found = statSync(path, { throwIfNoEntry: false })
    // `lost+found`, and what else the volume brings.
    if (found === undefined || (isVolume && found.uid !== me)) continue
    chmodSync(path, entry.isFile() ? 0o600 : 0o700)
  }
}
