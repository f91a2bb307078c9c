import { randomBytes } from 'node:crypto'
import type { KeyMaterial, KeyRecord } from '../records/key-record.ts'
import { type Ciphertext, ciphertextHead, writeCiphertext } from './ciphertext.ts'
import { lock, unlock } from './locked-bytes.ts'

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
