import { randomUUID } from 'node:crypto'
import { constants, createReadStream, mkdirSync, readdirSync } from 'node:fs'
import { type FileHandle, link, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type ContentStore, contentSpace, type DataStore, goneSpace, type WrittenContent } from '@pasos/engine'
import type { Vault } from '../encryption/vault.ts'
import { bytesOfLocked, readLocked, writeLocked } from './locked-file.ts'

const READ_BYTES = 256 * 1_024

export interface FileContentStore extends ContentStore {
  /**
   * Gives every content a second name in a folder, and runs `before` first: what the journal's copy that it makes refers to is all there,
   * as nothing is removed meanwhile. The folder must be on the same disk.
   */
  backup(target: string, before: () => Promise<void>): Promise<void>
  /** Keeps a content under an id that it has already, from another store. */
  keep(id: string, source: AsyncIterable<Uint8Array>): Promise<void>
}

/**
 * Contents as files: written in `incoming`, and moved below two digits of their id once a commit has named them. A crash between commit
 * and move leaves a named file in `incoming`, which is moved at the next opening; what nobody named is removed then.
 */
export async function openFileContentStore(folder: string, data: DataStore, vault: Vault): Promise<FileContentStore> {
  const incoming = join(folder, 'incoming')
  mkdirSync(incoming, { recursive: true, mode: 0o700 })
  const placeOf = (id: string): string => join(folder, id.slice(0, 2), id)
  await settleFormer()
  for (const { key } of await data.scan(goneSpace, { limit: Number.MAX_SAFE_INTEGER })) await remove(key)

  async function settleFormer(): Promise<void> {
    for (const id of readdirSync(incoming)) {
      if ((await data.get(contentSpace, id)) === undefined) await rm(join(incoming, id), { force: true })
      else await settle(id)
    }
  }

  async function settle(id: string): Promise<void> {
    try {
      await rename(join(incoming, id), placeOf(id))
    } catch (error) {
      if (!isMissing(error)) throw error
      // The folder is not there yet, or the file is in its place already.
      if (await exists(placeOf(id))) return
      await mkdir(join(folder, id.slice(0, 2)), { recursive: true, mode: 0o700 })
      await rename(join(incoming, id), placeOf(id))
    }
  }

  async function find(id: string): Promise<string> {
    const place = placeOf(id)
    return (await exists(place)) ? place : join(incoming, id)
  }

  let backups = 0
  const removedMeanwhile = new Set<string>()

  async function remove(id: string): Promise<void> {
    if (backups > 0) {
      removedMeanwhile.add(id)
      return
    }
    await rm(placeOf(id), { force: true })
    await rm(join(incoming, id), { force: true })
    await data.commit([{ space: goneSpace, key: id, value: undefined }])
  }

  async function backup(target: string, before: () => Promise<void>): Promise<void> {
    backups++
    try {
      await before()
      mkdirSync(target, { mode: 0o700 })
      // Those that have no place yet first: one that gets it meanwhile is found there.
      for (const place of ['incoming', ...readdirSync(folder).filter(name => name !== 'incoming')])
        for (const id of readdirSync(join(folder, place))) await link(join(folder, place, id), join(target, id)).catch(ignoreMissing)
    } finally {
      backups--
    }
    for (const id of [...removedMeanwhile]) {
      removedMeanwhile.delete(id)
      await remove(id)
    }
  }

  async function writeAs(id: string, source: AsyncIterable<Uint8Array>): Promise<WrittenContent> {
    const path = join(incoming, id)
    const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
    try {
      const bytes = vault.isPlain ? await writeAll(file, source) : await writeLocked(file, source, vault)
      await file.sync()
      return { id, bytes }
    } catch (error) {
      await rm(path, { force: true })
      throw error
    } finally {
      await file.close()
    }
  }

  return {
    settle,
    backup,
    keep: (id, source) => writeAs(id, source).then(() => settle(id)),
    write: source => writeAs(randomUUID(), source),
    async *read(id, range) {
      if (range && range.before <= range.from) return
      if (!vault.isPlain) {
        yield* readLocked(await find(id), vault, range)
        return
      }
      const bounds = range ? { start: range.from, end: range.before - 1 } : {}
      yield* createReadStream(await find(id), { ...bounds, highWaterMark: READ_BYTES }) as AsyncIterable<Uint8Array>
    },
    async copy(id) {
      const copied = randomUUID()
      const from = await find(id)
      // Contents never change, so two names of one file are two contents.
      await link(from, join(incoming, copied))
      const { size } = await stat(from)
      return { id: copied, bytes: vault.isPlain ? size : bytesOfLocked(size) }
    },
    remove,
  }
}

async function writeAll(file: FileHandle, source: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at, chunk.length - at)).bytesWritten
    bytes += chunk.length
  }
  return bytes
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    error => {
      if (isMissing(error)) return false
      throw error
    },
  )
}

/** A content moves to its place, or is found there a moment later under the same id. */
function ignoreMissing(error: unknown): void {
  const { code } = error as NodeJS.ErrnoException
  if (code !== 'ENOENT' && code !== 'EEXIST') throw error
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
