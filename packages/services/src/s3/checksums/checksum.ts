import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { s3Error } from '../errors.ts'
import { type Crc64, crc32c, crc64nvme } from './crc-tables.ts'

/** Checksums that clients may send and ask for. */
export const algorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const
export type ChecksumAlgorithm = (typeof algorithms)[number]

/** Checksums in base64, by their members: `ChecksumCRC32`. */
export type Checksums = Partial<Record<`Checksum${ChecksumAlgorithm}`, string>>

interface Running {
  update(bytes: Uint8Array): void
  /** Base64. */
  value(): string
}

export function startChecksum(algorithm: ChecksumAlgorithm): Running {
  switch (algorithm) {
    case 'CRC32':
      return running32((bytes, before) => crc32(bytes, before))
    case 'CRC32C':
      return running32(crc32c)
    case 'CRC64NVME': {
      let sum: Crc64 = { high: 0, low: 0 }
      return {
        update: bytes => {
          sum = crc64nvme(bytes, sum)
        },
        value: () => {
          const bytes = Buffer.alloc(8)
          bytes.writeUInt32BE(sum.high, 0)
          bytes.writeUInt32BE(sum.low, 4)
          return bytes.toString('base64')
        },
      }
    }
    default: {
      const hash = createHash(algorithm.toLowerCase())
      return { update: bytes => void hash.update(bytes), value: () => hash.copy().digest('base64') }
    }
  }
}

function running32(next: (bytes: Uint8Array, before: number) => number): Running {
  let sum = 0
  return {
    update: bytes => {
      sum = next(bytes, sum)
    },
    value: () => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(sum)
      return bytes.toString('base64')
    },
  }
}

/** The checksum that a request gives or announces; nothing when it has none. */
export function givenChecksum(
  input: Checksums & { ChecksumAlgorithm?: string },
): { algorithm: ChecksumAlgorithm; value?: string } | undefined {
  for (const algorithm of algorithms) {
    const value = input[`Checksum${algorithm}`]
    if (value !== undefined) return { algorithm, value }
  }
  const announced = input.ChecksumAlgorithm?.toUpperCase()
  return algorithms.includes(announced as ChecksumAlgorithm) ? { algorithm: announced as ChecksumAlgorithm } : undefined
}

/** @throws BadDigest when the body is not the one that the client summed up */
export function checkChecksum(algorithm: ChecksumAlgorithm, given: string | undefined, actual: string): void {
  if (given !== undefined && given !== actual)
    throw s3Error('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`, 400)
}

/** A multipart object's checksum of its parts' checksums. */
export function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly string[]): string {
  const running = startChecksum(algorithm)
  for (const part of parts) running.update(Buffer.from(part, 'base64'))
  return `${running.value()}-${parts.length}`
}
