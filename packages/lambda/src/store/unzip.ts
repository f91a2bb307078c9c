import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Entry, fromBuffer, type ZipFile } from 'yauzl'

/** AWS: 250 MB unpacked. */
const maxUnpackedBytes = 262_144_000
const maxEntries = 65_535
/** Compressed a thousandfold is possible for honest zeros, but nothing deployable is larger than this ratio over a whole archive. */
const maxRatio = 200
/** Below this the ratio does not matter. */
const harmlessBytes = 10 * 1024 * 1024
const directoryType = 0o040000
const regularType = 0o100000

/** Why an archive is refused; `message` is what the API says. */
export class ZipRefused extends Error {}

const tooLarge = `Unzipped size must be smaller than ${maxUnpackedBytes} bytes`
const notAZip = 'Could not unzip uploaded file. Please check your file, then try to upload again.'

/**
 * Unpacks an archive into an existing, empty folder. Sizes are counted as bytes arrive, so a lying header gains nothing;
 * links, devices and names that lead out of the folder are refused.
 */
export async function unzip(archive: Buffer, folder: string): Promise<void> {
  const zip = await open(archive)
  try {
    if (zip.entryCount > maxEntries) throw new ZipRefused(`The uploaded file has more than ${maxEntries} entries.`)
    const budget = new Budget(archive.length)
    for (;;) {
      const entry = await nextEntry(zip)
      if (!entry) return
      await unpackEntry(zip, entry, folder, budget)
    }
  } catch (error) {
    if (error instanceof ZipRefused) throw error
    // A full disk or missing permission is our trouble, not the archive's.
    if (error instanceof Error && ['ENOSPC', 'EACCES', 'EROFS', 'EMFILE'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    throw new ZipRefused(notAZip, { cause: error })
  } finally {
    zip.close()
  }
}

/** Counts unpacked bytes over the whole archive. */
class Budget {
  private unpacked = 0
  private readonly packed: number

  constructor(packed: number) {
    this.packed = packed
  }

  spend(bytes: number): void {
    this.unpacked += bytes
    if (this.unpacked > maxUnpackedBytes) throw new ZipRefused(tooLarge)
    if (this.unpacked > harmlessBytes && this.unpacked > this.packed * maxRatio) throw new ZipRefused(notAZip)
  }
}

function open(archive: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // yauzl itself refuses absolute names, `..` and backslashes (strictFileNames), and sizes that differ from the header's.
    fromBuffer(archive, { lazyEntries: true, strictFileNames: true, validateEntrySizes: true }, (error, zip) => {
      if (error) reject(new ZipRefused(notAZip, { cause: error }))
      else resolve(zip)
    })
  })
}

function nextEntry(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      zip.off('entry', onEntry).off('end', onEnd).off('error', onError)
      act()
    }
    const onEntry = (entry: Entry) => settle(() => resolve(entry))
    const onEnd = () => settle(() => resolve(undefined))
    const onError = (error: Error) => settle(() => reject(error))
    zip.on('entry', onEntry).on('end', onEnd).on('error', onError)
    zip.readEntry()
  })
}

async function unpackEntry(zip: ZipFile, entry: Entry, folder: string, budget: Budget): Promise<void> {
  const unixMode = entry.externalFileAttributes >>> 16
  const type = unixMode & 0o170000
  if (type !== 0 && type !== regularType && type !== directoryType)
    throw new ZipRefused(`The uploaded file contains a link or device: ${entry.fileName}`)
  if (entry.fileName.includes('\0') || entry.isEncrypted()) throw new ZipRefused(notAZip)
  const path = join(folder, entry.fileName)
  if (!path.startsWith(`${folder}${sep}`)) throw new ZipRefused(notAZip)
  if (entry.fileName.endsWith('/')) {
    await mkdir(path, { recursive: true, mode: 0o755 })
    return
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o755 })
  const source = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)))
  })
  const counter = new Transform({
    transform(chunk: Buffer, _, done) {
      try {
        budget.spend(chunk.length)
        done(null, chunk)
      } catch (error) {
        done(error as Error)
      }
    },
  })
  // `wx` fails on a name that is already there: no entry replaces another, nor follows a link.
  const mode = unixMode & 0o111 ? 0o755 : 0o644
  await pipeline(source, counter, createWriteStream(path, { flags: 'wx', mode }))
}
