import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DataFolderError } from '../data-folder-error.ts'
import { writeWhole } from '../write-whole.ts'
import { NONCE_BYTES, sealBytes, TAG_BYTES, unsealBytes } from './sealed-bytes.ts'
import { createVault, plainVault, type Vault } from './vault.ts'

/** Its name in a data folder, and in a backup of one. */
export const FOLDER_KEY_FILE = 'encryption.json'

/** Bytes of the key that its owner keeps, and of the folder's own. */
export const KEY_BYTES = 32

const FORMAT = 1
const PURPOSE = Buffer.from(`pasos folder key ${FORMAT}`)

export function isEncrypted(folder: string): boolean {
  return existsSync(join(folder, FOLDER_KEY_FILE))
}

/**
 * The vault of a data folder under the key that its owner keeps elsewhere.
 *
 * @throws DataFolderError, in one line, when the folder is encrypted and the key is missing or another one, or when it is not encrypted
 * and a key is given: whoever gives one believes that it protects something
 */
export function openVault(folder: string, ownersKey: Uint8Array | undefined): Vault {
  if (!isEncrypted(folder)) {
    if (ownersKey === undefined) return plainVault
    throw new DataFolderError('notEncrypted', { folder })
  }
  if (ownersKey === undefined) throw new DataFolderError('encrypted', { folder })
  return createVault(readFolderKey(folder, ownersKey))
}

/** Gives a folder a key of its own, sealed by the owner's; with `key`, seals that one anew. Whole or not at all, whenever the power goes. */
export function sealFolderKey(folder: string, ownersKey: Uint8Array, key: Uint8Array = randomBytes(KEY_BYTES)): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const sealed = Buffer.concat([nonce, ...sealBytes({ key: ownersKey, nonce, purpose: PURPOSE }, key)]).toString('base64')
  writeWhole(folder, FOLDER_KEY_FILE, `${JSON.stringify({ format: FORMAT, cipher: 'AES-256-GCM', key: sealed })}\n`, 0o600)
  return key
}

/** @throws DataFolderError when the owner's key is not the one that sealed it */
export function readFolderKey(folder: string, ownersKey: Uint8Array): Uint8Array {
  const path = join(folder, FOLDER_KEY_FILE)
  const sealed = sealedKey(path)
  const sealing = { key: ownersKey, nonce: sealed.subarray(0, NONCE_BYTES), purpose: PURPOSE }
  const key = unsealBytes(sealing, sealed.subarray(NONCE_BYTES))
  if (key === undefined) throw new DataFolderError('wrongKey', { folder })
  return key
}

function sealedKey(path: string): Buffer {
  let found: { format?: unknown; key?: unknown }
  try {
    found = JSON.parse(readFileSync(path, 'utf8')) as typeof found
  } catch (error) {
    throw new DataFolderError('keyUnreadable', { file: path }, { cause: error })
  }
  if (typeof found.format === 'number' && found.format > FORMAT)
    throw new DataFolderError('newer', { file: path, found: found.format, known: FORMAT })
  const sealed = Buffer.from(typeof found.key === 'string' ? found.key : '', 'base64')
  if (sealed.length !== NONCE_BYTES + KEY_BYTES + TAG_BYTES) throw new DataFolderError('keyMissing', { file: path })
  return sealed
}
