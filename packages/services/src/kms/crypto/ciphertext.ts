/**
 * What Encrypt answers: which key and which of its materials, then AES-256-GCM. Only whoever has the material can read or change it: the
 * head is authenticated together with the encryption context.
 */
export interface Ciphertext {
  keyArn: string
  /** 64 hexadecimal digits. */
  materialId: string
  iv: Uint8Array
  tag: Uint8Array
  body: Uint8Array
}

const FORMAT = 1
const MATERIAL_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16

/** What stands before everything encrypted. */
export function ciphertextHead(keyArn: string, materialId: string): Buffer {
  const arn = Buffer.from(keyArn)
  return Buffer.concat([Buffer.from([FORMAT, arn.length]), arn, Buffer.from(materialId, 'hex')])
}

export function writeCiphertext({ keyArn, materialId, iv, tag, body }: Ciphertext): Uint8Array {
  return Buffer.concat([ciphertextHead(keyArn, materialId), iv, tag, body])
}

/** Nothing when it is none of ours. */
export function readCiphertext(bytes: unknown): Ciphertext | undefined {
  if (!(bytes instanceof Uint8Array) || bytes[0] !== FORMAT) return undefined
  const blob = Buffer.from(bytes)
  const arnEnd = 2 + (blob[1] ?? 0)
  const materialEnd = arnEnd + MATERIAL_BYTES
  const ivEnd = materialEnd + IV_BYTES
  const tagEnd = ivEnd + TAG_BYTES
  if (blob.length < tagEnd) return undefined
  return {
    keyArn: blob.toString('utf8', 2, arnEnd),
    materialId: blob.toString('hex', arnEnd, materialEnd),
    iv: blob.subarray(materialEnd, ivEnd),
    tag: blob.subarray(ivEnd, tagEnd),
    body: blob.subarray(tagEnd),
  }
}
