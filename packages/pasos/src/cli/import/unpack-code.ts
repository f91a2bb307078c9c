import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { unzip } from '@pasos/lambda/unzip'

/**
 * Downloads a function's zip and unpacks it, with the limits that Lambda has: what it would not take is not taken here. Only what was
 * unpacked to its end gets into the folder, over what is there.
 * @returns the paths, relative to the folder, with `/`
 * @throws Error where it cannot be had, is no zip or is larger than Lambda allows
 */
export async function unpackCode(location: string, folder: string): Promise<string[]> {
  const answer = await fetch(location)
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
  const unpacked = mkdtempSync(join(tmpdir(), 'pasos-import-'))
  try {
    await unzip(Buffer.from(await answer.arrayBuffer()), unpacked)
    cpSync(unpacked, folder, { recursive: true })
    return readdirSync(unpacked, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => relative(unpacked, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort()
  } finally {
    rmSync(unpacked, { recursive: true, force: true })
  }
}
