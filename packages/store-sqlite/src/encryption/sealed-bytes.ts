import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'

/** What sealed bytes have beyond those that were sealed. */
export const TAG_BYTES = 16
export const NONCE_BYTES = 12

interface Sealing {
  key: KeyObject | Uint8Array
  /** Of 12 bytes, and never twice under one key. */
  nonce: Uint8Array
  /** Not in it, but the same when it is opened. */
  purpose?: Uint8Array
}

/** AES-256-GCM: the encrypted bytes and their tag, to be kept in this order. */
export function sealBytes({ key, nonce, purpose }: Sealing, content: Uint8Array | string): [body: Buffer, tag: Buffer] {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  if (purpose) cipher.setAAD(purpose)
  const body = typeof content === 'string' ? cipher.update(content, 'utf8') : cipher.update(content)
  cipher.final()
  return [body, cipher.getAuthTag()]
}

/** What was sealed; nothing when that was under another key, nonce or purpose, or has been changed or cut off. */
export function unsealBytes({ key, nonce, purpose }: Sealing, sealed: Buffer): Buffer | undefined {
  if (sealed.length < TAG_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  if (purpose) decipher.setAAD(purpose)
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  const body = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES))
  try {
    decipher.final()
    return body
  } catch {
    return undefined
  }
}
