import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { ZipFile } from 'yazl'
import { isEditors, keptByTools } from './kept-by-tools.ts'

/** A folder's files, with those of the folders in it, as a zip: the same bytes each time. */
export async function zipFolder(folder: string): Promise<Uint8Array> {
  const zip = new ZipFile()
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  for (const path of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
    const parts = relative(folder, path).split(sep)
    if (parts.some(part => keptByTools.has(part)) || isEditors(parts.at(-1)!)) continue
    zip.addBuffer(readFileSync(path), parts.join('/'), { mtime: new Date(315_532_800_000), mode: 0o100644 })
  }
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
