import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Vault, writeWhole } from '@pasos/store-sqlite'

/** Its name in a data folder, and in a backup of one. */
export const SEALING_KEY_FILE = 'sealing.key'

const BYTES = 32

/**
 * The key of a data folder under which KMS's keys are kept: beside the store, so a copy of the store alone gives nothing away. Made at
 * first need, readable by nobody else, and on disk before anything is kept under it. A file that holds no key is an error, not a new key.
 */
export function openSealingKey(folder: string, vault: Vault): Uint8Array {
  if (existsSync(join(folder, SEALING_KEY_FILE))) return readSealingKey(folder, vault)
  const key = randomBytes(BYTES)
  writeSealingKey(folder, key, vault)
  return key
}

export function readSealingKey(folder: string, vault: Vault): Uint8Array {
  const path = join(folder, SEALING_KEY_FILE)
  const key = Buffer.from(vault.openText(readFileSync(path, 'utf8').trim()), 'base64')
  if (key.length !== BYTES) throw new Error(`${path} holds no key. Restore it: without it what was encrypted cannot be read.`)
  return key
}

/** Whole or not at all, whenever the power goes. */
export function writeSealingKey(folder: string, key: Uint8Array, vault: Vault): void {
  writeWhole(folder, SEALING_KEY_FILE, `${vault.lockText(Buffer.from(key).toString('base64'))}\n`, 0o600)
}
