import { createWriteStream, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fromBufferPromise } from 'yauzl'

/** Lambda's own limit on what a zip unpacks to. */
const LARGEST_BYTES = 262_144_000

/**
 * Downloads a function's zip and unpacks it. Names that lead out of the folder are refused by the reader of zips.
 * @returns the paths, relative to the folder, with `/`
 * @throws Error where it cannot be had, is no zip or is larger than Lambda allows
 */
export async function unpackCode(location: string, folder: string): Promise<string[]> {
  const answer = await fetch(location)
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
  const zip = await fromBufferPromise(Buffer.from(await answer.arrayBuffer()), { lazyEntries: true })
  const written: string[] = []
  let bytes = 0
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue
    bytes += entry.uncompressedSize
    if (bytes > LARGEST_BYTES) throw new Error(`more than ${LARGEST_BYTES} bytes`)
    const path = join(folder, entry.fileName)
    mkdirSync(dirname(path), { recursive: true })
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path))
    written.push(entry.fileName)
  }
  return written
}
