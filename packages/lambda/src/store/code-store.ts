import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { unzip, ZipRefused } from './unzip.ts'

/** AWS: 50 MB in a request. */
const maxPackedBytes = 52_428_800
const hashedAtOnce = 2 * 1024 * 1024

export interface StoredCode {
  /** Base64 of the archive's SHA-256, as `CodeSha256` shows it. */
  sha256: string
  /** The archive's bytes. */
  size: number
}

/** Archives and their unpacked files by content: the same code is kept once, whoever deploys it. */
export interface CodeStore {
  /** Stores and unpacks; on disk when it resolves, and the bytes are the caller's again. `refused` is AWS's message for InvalidParameterValueException. */
  put(archive: Uint8Array): Promise<{ code: StoredCode } | { refused: string }>
  /** The folder with the unpacked files. */
  directory(sha256: string): string
  /** The archive as it was uploaded. */
  archive(sha256: string): Promise<Buffer | undefined>
  /** Removes all code that `isUsed` denies. */
  collect(isUsed: (sha256: string) => boolean): Promise<void>
}

export function openCodeStore(root: string): CodeStore {
  const staging = join(root, 'staging')
  rmSync(staging, { recursive: true, force: true })
  mkdirSync(staging, { recursive: true, mode: 0o700 })
  const place = (sha256: string) => join(root, Buffer.from(sha256, 'base64').toString('hex'))
  const arriving = new Map<string, Promise<{ code: StoredCode } | { refused: string }>>()

  async function store(bytes: Buffer, sha256: string): Promise<{ code: StoredCode } | { refused: string }> {
    const code = { sha256, size: bytes.length }
    if (existsSync(place(sha256))) return { code }
    const folder = join(staging, randomUUID())
    await mkdir(join(folder, 'code'), { recursive: true, mode: 0o755 })
    try {
      await unzip(bytes, join(folder, 'code'))
      await writeDurably(join(folder, 'archive.zip'), bytes)
      await syncFiles(folder)
      // The rename makes it visible whole or not at all.
      await rename(folder, place(sha256))
      await syncFolder(root)
      return { code }
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      if (error instanceof ZipRefused) return { refused: error.message }
      throw error
    }
  }

  return {
    put: async archive => {
      if (archive.length > maxPackedBytes) return { refused: `Zipped size must be smaller than ${maxPackedBytes} bytes` }
      const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.length)
      const sha256 = await hashOf(bytes)
      const underWay = arriving.get(sha256)
      if (underWay !== undefined) return underWay
      const result = store(bytes, sha256).finally(() => arriving.delete(sha256))
      arriving.set(sha256, result)
      return result
    },
    directory: sha256 => join(place(sha256), 'code'),
    archive: sha256 => readFile(join(place(sha256), 'archive.zip')).catch(() => undefined),
    collect: async isUsed => {
      for (const name of await readdir(root)) {
        if (!/^[0-9a-f]{64}$/.test(name) || isUsed(Buffer.from(name, 'hex').toString('base64'))) continue
        await rm(join(root, name), { recursive: true, force: true })
      }
    },
  }
}

/** Base64 of the SHA-256, made in slices: over the largest archive it takes longer than others should wait. */
async function hashOf(bytes: Buffer): Promise<string> {
  const hash = createHash('sha256')
  for (let at = 0; at < bytes.length; at += hashedAtOnce) {
    if (at > 0) await new Promise(resolve => setImmediate(resolve))
    hash.update(bytes.subarray(at, at + hashedAtOnce))
  }
  return hash.digest('base64')
}

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** One flush of the file system: a flush for each of thousands of small files would take minutes. */
async function syncFiles(folder: string): Promise<void> {
  if (process.platform === 'linux') await promisify(execFile)('sync', ['-f', folder])
  else await syncFolder(folder)
}

async function syncFolder(path: string): Promise<void> {
  // As in the data folder: Windows flushes no folder.
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
