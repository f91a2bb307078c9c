import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'

/** Under a key of 32 bytes. What is `authenticated` is not in it, but must be the same when it is unlocked. */
export function lock(key: Uint8Array, plaintext: Uint8Array, authenticated: string | Buffer): { iv: Buffer; tag: Buffer; body: Buffer } {
  const iv = randomBytes(12)
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(authenticated))
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return { iv, tag: cipher.getAuthTag(), body }
}

/** Nothing where the key or what was authenticated is another, or the bytes were changed. */
export function unlock(
  key: Uint8Array,
  iv: Uint8Array,
  tag: Uint8Array,
  body: Uint8Array,
  authenticated: string | Buffer,
): Uint8Array | undefined {
  const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: 16 }).setAAD(Buffer.from(authenticated)).setAuthTag(tag)
  const plaintext = decipher.update(body)
  try {
    return Buffer.concat([plaintext, decipher.final()])
  } catch {
    return undefined
  }
}
