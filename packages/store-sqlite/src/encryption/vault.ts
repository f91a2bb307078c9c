import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { DamagedRow } from '../journal/damaged-row.ts'
import { NONCE_BYTES, sealBytes, TAG_BYTES, unsealBytes } from './sealed-bytes.ts'

/** What stands between values and the disk: nothing, or AES-256-GCM under a key of the data folder. */
export interface Vault {
  /** Values are kept as they are. */
  readonly isPlain: boolean
  /** The folder's own key, by which another thread opens the same vault. */
  readonly key: Uint8Array | undefined
  lockText(text: string): string
  /** @throws DamagedRow when it is not what was locked under this key */
  openText(stored: string): string
  lockBytes(bytes: Uint8Array): Uint8Array
  /** @throws DamagedRow when it is not what was locked under this key */
  openBytes(stored: Uint8Array): Uint8Array
  /** A key for one file of many pieces; `salt` is 16 random bytes, which the file begins with. */
  fileKey(salt: Uint8Array): KeyObject
}

const FORMAT = 1
const SALT_BYTES = 16
const COUNTER_BYTES = 8
const HEAD_BYTES = 1 + SALT_BYTES + COUNTER_BYTES
/** What a locked value has beyond its own bytes. */
const OVERHEAD_BYTES = HEAD_BYTES + TAG_BYTES
/** Keys of former sessions that are kept at hand: each took a derivation. */
const MOST_KEYS = 1_000

const identity = <T>(value: T): T => value

/** That of a folder which is not encrypted. */
export const plainVault: Vault = {
  ...{ isPlain: true, key: undefined, lockText: identity, openText: identity, lockBytes: identity, openBytes: identity },
  fileKey: () => {
    throw new Error('A folder that is not encrypted has no keys.')
  },
}

/**
 * A vault under a folder's key, or one that leaves everything as it is. Each opening derives a key of its own from 16 random bytes, which
 * every value carries, and counts its values as nonces: random nonces under one key would be safe for 2^32 values only, some hours of work.
 */
export function createVault(key: Uint8Array | undefined): Vault {
  if (key === undefined) return plainVault
  const salt = randomBytes(SALT_BYTES)
  const sessionKey = derive(key, salt, 'value')
  const known = new Map<string, KeyObject>([[salt.toString('latin1'), sessionKey]])
  let counter = 0

  const keyOf = (salt: Buffer): KeyObject => {
    const name = salt.toString('latin1')
    let found = known.get(name)
    if (found === undefined) {
      if (known.size >= MOST_KEYS) known.delete(known.keys().next().value!)
      found = derive(key, salt, 'value')
      known.set(name, found)
    }
    return found
  }

  const lock = (content: Uint8Array | string): Buffer => {
    const nonce = Buffer.alloc(NONCE_BYTES)
    nonce.writeBigUInt64BE(BigInt(++counter), NONCE_BYTES - COUNTER_BYTES)
    return Buffer.concat([
      Buffer.of(FORMAT),
      salt,
      nonce.subarray(NONCE_BYTES - COUNTER_BYTES),
      ...sealBytes({ key: sessionKey, nonce }, content),
    ])
  }

  const open = (stored: Buffer): Buffer => {
    if (stored.length < OVERHEAD_BYTES || stored[0] !== FORMAT) throw new DamagedRow('a value is not encrypted as it must be')
    const nonce = Buffer.alloc(NONCE_BYTES)
    stored.copy(nonce, NONCE_BYTES - COUNTER_BYTES, 1 + SALT_BYTES, HEAD_BYTES)
    const opened = unsealBytes({ key: keyOf(stored.subarray(1, 1 + SALT_BYTES)), nonce }, stored.subarray(HEAD_BYTES))
    if (opened === undefined) throw new DamagedRow('an encrypted value is damaged')
    return opened
  }

  return {
    isPlain: false,
    key,
    lockText: text => lock(text).toString('base64url'),
    openText: stored => open(fromText(stored)).toString('utf8'),
    // In memory of its own size: what goes to another thread takes its whole buffer along.
    lockBytes: bytes => new Uint8Array(lock(bytes)),
    openBytes: stored => open(Buffer.from(stored.buffer, stored.byteOffset, stored.length)),
    fileKey: fileSalt => derive(key, fileSalt, 'file'),
  }
}

/** SQL for the bytes that the text in a column had before it was locked. */
export function bytesOfText(column: string, { isPlain }: Vault): string {
  return isPlain ? `LENGTH(CAST(${column} AS BLOB))` : `(LENGTH(${column}) * 3 / 4 - ${OVERHEAD_BYTES})`
}

function fromText(stored: string): Buffer {
  const bytes = Buffer.from(stored, 'base64url')
  // Node passes over what is no base64.
  if (Math.ceil((bytes.length * 4) / 3) !== stored.length) throw new DamagedRow('an encrypted value is damaged')
  return bytes
}

function derive(key: Uint8Array, salt: Uint8Array, purpose: 'value' | 'file'): KeyObject {
  // As an object, a key is taken over once: as bytes each value would take 7 microseconds more.
  return createSecretKey(new Uint8Array(hkdfSync('sha256', key, salt, `pasos ${purpose} ${FORMAT}`, 32)))
}
