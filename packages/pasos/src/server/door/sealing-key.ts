import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Its name in a data folder, and in a backup of one. */
export const SEALING_KEY_FILE = 'sealing.key'

const BYTES = 32

/**
 * The key of a data folder under which KMS's keys are kept: beside the store, so a copy of the store alone gives nothing away. Made at
 * first need, readable by nobody else, and on disk before anything is kept under it. A file that holds no key is an error, not a new key.
 */
export function openSealingKey(folder: string): Uint8Array {
  const path = join(folder, SEALING_KEY_FILE)
  if (existsSync(path)) {
    const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
    if (key.length !== BYTES) throw new Error(`${path} holds no key. Restore it: without it what was encrypted cannot be read.`)
    return key
  }
  const key = randomBytes(BYTES)
  // Whole or not at all, whenever the power goes.
  writeFileSync(`${path}.new`, `${key.toString('base64')}\n`, { mode: 0o600, flush: true })
  renameSync(`${path}.new`, path)
  const directory = openSync(folder, 'r')
  fsyncSync(directory)
  closeSync(directory)
  return key
}
