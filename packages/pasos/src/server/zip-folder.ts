import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { ZipFile } from 'yazl'

/** What tools keep beside the code. */
const NOT_CODE = /[\\/](?:\.git|\.pasos|\.serverless|\.aws-sam|\.terraform|__pycache__)(?:[\\/]|$)/

/** A folder's files, with those of the folders in it, as a zip: the same bytes each time. */
export async function zipFolder(folder: string): Promise<Uint8Array> {
  const zip = new ZipFile()
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).filter(path => !NOT_CODE.test(path.slice(folder.length)))
  for (const path of paths.sort()) {
    const name = path.slice(folder.length).split(sep).filter(Boolean).join('/')
    zip.addBuffer(readFileSync(path), name, { mtime: new Date(315_532_800_000), mode: 0o100644 })
  }
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
