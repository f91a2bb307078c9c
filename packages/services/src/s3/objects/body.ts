import { createHash } from 'node:crypto'
import type { ContentStore, DataWrite } from '@pasos/engine'
import { contentSpace } from '@pasos/engine'
import { type ChecksumAlgorithm, type Checksums, checkChecksum, givenChecksum, startChecksum } from '../checksums/checksum.ts'
import type { Body } from '../dependencies.ts'
import { s3Error } from '../errors.ts'
import { bytesSpace } from './object-keys.ts'
import type { Segment } from './object-record.ts'

/** Bodies up to this size are kept with their records: one commit, one sync for many at once. */
const SMALL_BYTES = 32 * 1_024

/** A body that was read to its end and checked. */
export interface StoredBody {
  segments: Segment[]
  size: number
  md5: Buffer
  checksums: Checksums
  /** Name the content, or carry the bytes; part of the commit that makes the object. */
  writes: DataWrite[]
  /** Call once the commit is on disk. */
  settle(): Promise<void>
  /** Call when there is no commit. */
  discard(): Promise<void>
}

interface BodyInput extends Checksums {
  ChecksumAlgorithm?: string
  ContentMD5?: string
  /** Of the decoded body, when the client said. */
  ContentLength?: number
  Body?: Body
}

/**
 * Stores a request's body and checks it against what the request says of it.
 * @param bytesId under what small bodies are kept in the data store
 * @throws BadDigest, IncompleteBody
 */
export async function storeBody(contents: ContentStore, input: BodyInput, bytesId: string): Promise<StoredBody> {
  const md5 = createHash('md5')
  const checksum = givenChecksum(input) ?? { algorithm: 'CRC64NVME' as ChecksumAlgorithm }
  const running = startChecksum(checksum.algorithm)
  let size = 0
  const head: Uint8Array[] = []
  const source = chunksOf(input.Body)[Symbol.asyncIterator]()
  const look = (chunk: Uint8Array): Uint8Array => {
    size += chunk.length
    md5.update(chunk)
    running.update(chunk)
    return chunk
  }
  let isLarge = false
  for (let step = await source.next(); !step.done; step = await source.next()) {
    head.push(look(step.value))
    isLarge = size > SMALL_BYTES
    if (isLarge) break
  }
  const written = isLarge ? await contents.write(rest(head, source, look)) : undefined
  const stored: StoredBody = {
    size,
    md5: md5.digest(),
    segments: written ? [{ bytes: size, content: written.id }] : [{ bytes: size }],
    checksums: { [`Checksum${checksum.algorithm}`]: running.value() },
    writes: written
      ? [{ space: contentSpace, key: written.id, value: '' }]
      : [{ space: bytesSpace, key: bytesId, value: Buffer.concat(head) }],
    settle: async () => {
      if (written) await contents.settle(written.id)
    },
    discard: async () => {
      if (written) await contents.remove(written.id)
    },
  }
  try {
    checkBody(input, stored, checksum)
  } catch (error) {
    await stored.discard()
    throw error
  }
  return stored
}

function checkBody(
  input: BodyInput,
  { md5, checksums, size }: StoredBody,
  checksum: { algorithm: ChecksumAlgorithm; value?: string },
): void {
  if (input.ContentMD5 !== undefined) {
    if (!/^[A-Za-z0-9+/]{22}==$/.test(input.ContentMD5)) throw s3Error('InvalidDigest', 'The Content-MD5 you specified was invalid.', 400)
    if (md5.toString('base64') !== input.ContentMD5)
      throw s3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.', 400)
  }
  if (input.ContentLength !== undefined && input.ContentLength !== size)
    throw s3Error('IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header', 400)
  // What follows the body is in the input only now.
  checkChecksum(checksum.algorithm, input[`Checksum${checksum.algorithm}`], checksums[`Checksum${checksum.algorithm}`]!)
}

/** What was read already, then what still comes. */
async function* rest(
  head: readonly Uint8Array[],
  source: AsyncIterator<Uint8Array>,
  look: (chunk: Uint8Array) => Uint8Array,
): AsyncGenerator<Uint8Array> {
  yield* head
  for (let step = await source.next(); !step.done; step = await source.next()) yield look(step.value)
}

async function* chunksOf(body: Body): AsyncGenerator<Uint8Array> {
  if (body instanceof Uint8Array) yield body
  else if (body) yield* body
}
