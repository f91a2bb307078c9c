import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

/** What there is in a folder; a link counts as what it leads to. */
export interface FolderEntry {
  name: string
  path: string
  /** Of a link that leads nowhere, or back into a folder that it is in, there is neither. */
  kind: 'file' | 'folder' | undefined
  isLink: boolean
}

/** @throws Error where a folder cannot be read */
export function entriesOf(folder: string): FolderEntry[] {
  return readdirSync(folder, { withFileTypes: true }).map(entry => {
    const path = join(folder, entry.name)
    const isLink = entry.isSymbolicLink()
    return { name: entry.name, path, isLink, kind: isLink ? kindOfTarget(path, folder) : kindOf(entry) }
  })
}

function kindOf(entry: Pick<Dirent, 'isFile' | 'isDirectory'>): FolderEntry['kind'] {
  if (entry.isFile()) return 'file'
  return entry.isDirectory() ? 'folder' : undefined
}

function kindOfTarget(path: string, folder: string): FolderEntry['kind'] {
  try {
    const kind = kindOf(statSync(path))
    return kind === 'folder' && leadsBack(realpathSync(path), folder) ? undefined : kind
  } catch {
    return undefined
  }
}

/** Whether a folder is one of those on the way to another, by links too: what follows it would come to no end. */
function leadsBack(target: string, folder: string): boolean {
  if (`${realpathSync(folder)}${sep}`.startsWith(`${target}${sep}`)) return true
  for (let above = folder; above !== dirname(above); above = dirname(above)) if (realpathSync(above) === target) return true
  return false
}
