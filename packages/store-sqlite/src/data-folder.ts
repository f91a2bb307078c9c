import { accessSync, constants, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { cannotOpen, DataFolderError } from './data-folder-error.ts'
import { forgetDeathMarks } from './death-marks.ts'
import { FOLDER_KEY_FILE, isEncrypted, openVault, sealFolderKey } from './encryption/folder-key.ts'
import type { Vault } from './encryption/vault.ts'
import { makeFolder } from './make-folder.ts'
import { writeWhole } from './write-whole.ts'

const markerName = 'PASOS'
// All that a process leaves which dies while it makes the folder: still nobody's, and made again.
const unfinishedNames = [`${markerName}.new`, FOLDER_KEY_FILE, `${FOLDER_KEY_FILE}.new`]
/**
 * Keys and certificates that somebody brings before the first start, as all nodes of a cluster have the same, and what lies in every new file system: a
 * folder with nothing else is nobody's.
 */
const broughtName = /^(root-key\.json|sealing\.key|server\.(pem|crt|key)|lost\+found)$/
const plainFormat = 1
/** Of an encrypted folder: a program that knows nothing of encryption must not take ciphertext for damage. */
const encryptedFormat = 2
/** SQLite's result code SQLITE_BUSY. */
const busy = 5

/** A folder that this process alone may use until it is released. */
export interface DataFolder {
  readonly journalFile: string
  readonly logsFile: string
  readonly marksFile: string
  /** For the contents of objects. */
  readonly contentsFolder: string
  /** What values go through on their way to its files. */
  readonly vault: Vault
  /** Where an encrypted folder's own key lies, sealed. */
  readonly keyFile: string | undefined
  release(): void
}

/**
 * Takes hold of a data folder, making it when it is new or empty: encrypted, when the owner gives a key. Throws, in plain words, when it
 * belongs to something else, is of a newer format, is in use, or when the key is not that of the folder.
 */
export function takeDataFolder(folder: string, ownersKey?: Uint8Array): DataFolder {
  try {
    return take(folder, ownersKey)
  } catch (error) {
    throw cannotOpen(folder, error)
  }
}

function take(folder: string, ownersKey: Uint8Array | undefined): DataFolder {
  makeDataFolder(folder)
  const marker = join(folder, markerName)
  const isNew = !existsSync(marker)
  if (!isNew) checkFormat(folder, readFileSync(marker, 'utf8'))
  else if (readdirSync(folder).some(name => !unfinishedNames.includes(name) && !broughtName.test(name)))
    throw new DataFolderError('notOurs', { folder })
  else {
    if (ownersKey !== undefined) sealFolderKey(folder, ownersKey)
    else rmSync(join(folder, FOLDER_KEY_FILE), { force: true })
    markFolder(folder)
  }
  const vault = openVault(folder, ownersKey)
  const release = lock(folder)
  const marks = marksFile(folder)
  // A folder that was deleted may have left some under the number that its file system has given to this one.
  if (isNew) forgetDeathMarks(marks)
  return {
    vault,
    keyFile: vault.isPlain ? undefined : join(folder, FOLDER_KEY_FILE),
    journalFile: join(folder, 'journal.db'),
    logsFile: join(folder, 'logs.db'),
    marksFile: marks,
    contentsFolder: join(folder, 'objects'),
    release,
  }
}

function makeDataFolder(folder: string): void {
  try {
    makeFolder(folder)
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new DataFolderError('unusable', { folder, reason: (error as Error).message }, { cause: error })
  }
}

/**
 * Where the marks of work under way are kept. They must outlive the process, not the machine, so memory is the place for them: in the data
 * folder each of these small writes waits for the journal's fsync (0.6 ms on ext4, whose commits hold up every change of a file's time).
 */
function marksFile(folder: string): string {
  const memory = '/dev/shm'
  if (!isWritable(memory)) return join(folder, 'at-work')
  const { dev, ino } = statSync(folder)
  return join(memory, `pasos-at-work-${dev}-${ino}`)
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Writes the file that says what the folder is; whole or not at all. */
export function markFolder(folder: string): void {
  writeWhole(folder, markerName, `Data folder of Pasos, format ${isEncrypted(folder) ? encryptedFormat : plainFormat}\n`)
}

function checkFormat(folder: string, text: string): void {
  const found = /^Data folder of Pasos, format (\d+)\n$/.exec(text)?.[1]
  if (found === undefined) throw new DataFolderError('badMarker', { file: join(folder, markerName) })
  if (Number(found) > encryptedFormat) throw new DataFolderError('newer', { file: folder, found, known: encryptedFormat })
}

/** SQLite's file locks end with the process, however it ends, so there is never a stale lock to clean up. */
function lock(folder: string): () => void {
  const database = new DatabaseSync(join(folder, 'lock.db'), { timeout: 0 })
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    const isBusy = (error as { errcode?: number }).errcode === busy
    throw isBusy ? new DataFolderError('inUse', { folder }, { cause: error }) : error
  }
  return () => database.close()
}
