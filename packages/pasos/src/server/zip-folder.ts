import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { ZipFile } from 'yazl'
import { entriesOf } from './folder-entries.ts'
import { isEditors, keptByTools } from './kept-by-tools.ts'

/** A folder's files, with those of the folders in it and of what links lead to, as a zip: the same bytes each time. */
export async function zipFolder(folder: string): Promise<Uint8Array> {
  const zip = new ZipFile()
  for (const path of filesIn(folder).sort()) {
    const name = relative(folder, path).split(sep).join('/')
    zip.addBuffer(readFileSync(path), name, { mtime: new Date(315_532_800_000), mode: 0o100644 })
  }
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function filesIn(folder: string): string[] {
  return entriesOf(folder).flatMap(({ name, path, kind }) => {
    if (keptByTools.has(name)) return []
    if (kind === 'folder') return filesIn(path)
    return kind === 'file' && !isEditors(name) ? [path] : []
  })
}
