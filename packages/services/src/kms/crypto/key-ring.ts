import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { KeyMaterial, KeyRecord } from '../records/key-record.ts'
import { type Ciphertext, ciphertextHead, writeCiphertext } from './ciphertext.ts'

export type EncryptionContext = Readonly<Record<string, string>>

/** All that handles key material in the clear; it leaves it to nobody and keeps it nowhere. */
export interface KeyRing {
  /** New material for a key, sealed with the data folder's key. */
  newMaterial(keyId: string, createdAt: number, origin?: KeyMaterial['origin']): KeyMaterial
  /** With the key's latest material. */
  encrypt(key: Pick<KeyRecord, 'arn' | 'keyId' | 'materials'>, plaintext: Uint8Array, context: EncryptionContext): Uint8Array
  /** Nothing when it was not encrypted with this key and this context, or was changed since. */
  decrypt(key: Pick<KeyRecord, 'keyId' | 'materials'>, ciphertext: Ciphertext, context: EncryptionContext): Uint8Array | undefined
}

const CIPHER = 'aes-256-gcm'

/** `sealingKey`: 32 bytes, under which all key material is kept. */
export function createKeyRing(sealingKey: Uint8Array): KeyRing {
  function open({ id, sealed }: KeyMaterial, keyId: string): Uint8Array {
    const bytes = Buffer.from(sealed, 'base64')
    const material = unlock(sealingKey, bytes.subarray(0, 12), bytes.subarray(12, 28), bytes.subarray(28), `${keyId}/${id}`)
    if (!material)
      throw new Error(`The material of key ${keyId} cannot be read: the data folder's sealing key is not the one it was kept under.`)
    return material
  }

  return {
    newMaterial(keyId, createdAt, origin) {
      const id = randomBytes(32).toString('hex')
      const { iv, tag, body } = lock(sealingKey, randomBytes(32), `${keyId}/${id}`)
      const sealed = Buffer.concat([iv, tag, body]).toString('base64')
      return { id, createdAt, sealed, ...(origin && { origin }) }
    },
    encrypt({ arn, keyId, materials }, plaintext, context) {
      const material = materials.at(-1)!
      const locked = lock(open(material, keyId), plaintext, authenticated(arn, material.id, context))
      return writeCiphertext({ keyArn: arn, materialId: material.id, ...locked })
    },
    decrypt({ keyId, materials }, { keyArn, materialId, iv, tag, body }, context) {
      const material = materials.find(({ id }) => id === materialId)
      return material && unlock(open(material, keyId), iv, tag, body, authenticated(keyArn, materialId, context))
    },
  }
}

/** The context counts whatever the order of its pairs: https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html */
function authenticated(keyArn: string, materialId: string, context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))
  return Buffer.concat([ciphertextHead(keyArn, materialId), Buffer.from(JSON.stringify(pairs))])
}

function lock(key: Uint8Array, plaintext: Uint8Array, authenticated: string | Buffer): { iv: Buffer; tag: Buffer; body: Buffer } {
  const iv = randomBytes(12)
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(authenticated))
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return { iv, tag: cipher.getAuthTag(), body }
}

function unlock(
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
