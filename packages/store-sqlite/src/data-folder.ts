import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { cannotOpen, DataFolderError } from './data-folder-error.ts'
import { makeFolder } from './make-folder.ts'

const markerName = 'PASOS'
// All that a process leaves which dies while it makes the folder: still nobody's, and made again.
const unfinishedName = `${markerName}.new`
const format = 1
/** SQLite's result code SQLITE_BUSY. */
const busy = 5

/** A folder that this process alone may use until it is released. */
export interface DataFolder {
  readonly journalFile: string
  readonly logsFile: string
  readonly marksFile: string
  /** For the contents of objects. */
  readonly contentsFolder: string
  release(): void
}

/**
 * Takes hold of a data folder, making it when it is new or empty. Throws, in plain words, when it belongs to something else, is of a
 * newer format or is in use.
 */
export function takeDataFolder(folder: string): DataFolder {
  try {
    return take(folder)
  } catch (error) {
    throw cannotOpen(folder, error)
  }
}

function take(folder: string): DataFolder {
  makeDataFolder(folder)
  const marker = join(folder, markerName)
  if (existsSync(marker)) checkFormat(folder, readFileSync(marker, 'utf8'))
  else if (readdirSync(folder).some(name => name !== unfinishedName))
    throw new DataFolderError(`${folder} is not empty and not a data folder of Pasos. Choose another folder or an empty one.`)
  else markFolder(folder)
  const release = lock(folder)
  return {
    journalFile: join(folder, 'journal.db'),
    logsFile: join(folder, 'logs.db'),
    marksFile: marksFile(folder),
    contentsFolder: join(folder, 'objects'),
    release,
  }
}

function makeDataFolder(folder: string): void {
  try {
    makeFolder(folder)
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new DataFolderError(`${folder} cannot be used as the data folder: ${(error as Error).message}.`, { cause: error })
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
  const temporary = join(folder, unfinishedName)
  writeFileSync(temporary, `Data folder of Pasos, format ${format}\n`)
  sync(temporary)
  renameSync(temporary, join(folder, markerName))
  sync(folder)
}

function checkFormat(folder: string, text: string): void {
  const found = /^Data folder of Pasos, format (\d+)\n$/.exec(text)?.[1]
  if (found === undefined)
    throw new DataFolderError(`${join(folder, markerName)} is not what Pasos writes there. Is this really a data folder?`)
  if (Number(found) > format)
    throw new DataFolderError(`${folder} was written by a newer version of Pasos (format ${found}; this version knows ${format}).`)
}

/** SQLite's file locks end with the process, however it ends, so there is never a stale lock to clean up. */
function lock(folder: string): () => void {
  const database = new DatabaseSync(join(folder, 'lock.db'), { timeout: 0 })
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    const isBusy = (error as { errcode?: number }).errcode === busy
    throw isBusy ? new DataFolderError(`${folder} is in use by another process of Pasos.`, { cause: error }) : error
  }
  return () => database.close()
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
