import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type CodeStore, openCodeStore } from '@pasos/lambda'
import { DataFolderError, type Vault, writeWhole } from '@pasos/store-sqlite'

const MEMORY = '/dev/shm'
const ARCHIVE = /^([0-9a-f]{64})(\.sealed)?$/

/** The SHA-256 of every archive in a folder of code, in hexadecimal, however they are kept. */
export function archivesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).flatMap(name => ARCHIVE.exec(name)?.[1] ?? []) : []
}

/** An archive of a folder of code, as it was put there. */
export function readArchive(folder: string, hash: string, vault: Vault): Uint8Array {
  return vault.openBytes(readFileSync(join(folder, vault.isPlain ? join(hash, 'archive.zip') : sealedName(hash))))
}

function sealedName(hash: string): string {
  return `${hash}.sealed`
}

/** Keeps an archive in a folder of code, locked; on disk when it returns. */
export function keepSealed(folder: string, hash: string, archive: Uint8Array, vault: Vault): void {
  writeWhole(folder, sealedName(hash), vault.lockBytes(archive), 0o600)
}

/**
 * Code of functions in an encrypted data folder: archives are kept locked, and unpacked in memory, as processes read plain files.
 *
 * @throws DataFolderError where there is no folder in memory that is ours alone
 */
export async function openSealedCode(folder: string, vault: Vault, memory: string): Promise<CodeStore> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unpacked = openCodeStore(join(memory, 'code'))
  for (const hash of archivesIn(folder)) await unpacked.put(readArchive(folder, hash, vault))
  return {
    ...unpacked,
    async put(archive) {
      const stored = await unpacked.put(archive)
      if ('refused' in stored) return stored
      const hash = Buffer.from(stored.code.sha256, 'base64').toString('hex')
      if (!existsSync(join(folder, sealedName(hash)))) keepSealed(folder, hash, archive, vault)
      return stored
    },
    async collect(isUsed) {
      for (const hash of archivesIn(folder))
        if (!isUsed(Buffer.from(hash, 'hex').toString('base64'))) rmSync(join(folder, sealedName(hash)), { force: true })
      await unpacked.collect(isUsed)
    },
  }
}

/**
 * An empty folder in memory for what a data folder's functions have in the clear, ours alone: others could put one of that name there
 * first. What a killed process left in it is removed.
 *
 * @throws DataFolderError where there is none
 */
export function memoryFolder(dataFolder: string, place = MEMORY): string {
  const { dev, ino } = statSync(dataFolder)
  const path = join(place, `pasos-functions-${dev}-${ino}`)
  try {
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found !== undefined) {
      if (!found.isDirectory() || found.uid !== process.getuid?.()) throw new Error(`${path} is somebody else's`)
      rmSync(path, { recursive: true, force: true })
    }
    mkdirSync(path, { mode: 0o700 })
    return path
  } catch (error) {
    throw new DataFolderError('noMemory', { folder: dataFolder, reason: (error as Error).message }, { cause: error })
  }
}
