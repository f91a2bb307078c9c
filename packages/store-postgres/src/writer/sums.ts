import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** A checksum as the database keeps it: a signed integer of four bytes. */
export function sumOf(...texts: readonly string[]): number {
  return texts.reduce((sum, text) => crc32(`${text.length}\n${text}`, sum), 0) | 0
}

/** The checksum of a task in its frame's row, but for what it has submitted. */
export function taskSum({ task, body }: { task: number; body: string }): number {
  return sumOf(String(task), body)
}

/** By what an ARN is found: 16 bytes of its SHA-256. */
export function arnHash(arn: string): Buffer {
  return createHash('sha256').update(arn).digest().subarray(0, 16)
}

/** The same in the letters of a UUID. */
export function arnUuid(arn: string): string {
  return arnHash(arn).toString('hex')
}
