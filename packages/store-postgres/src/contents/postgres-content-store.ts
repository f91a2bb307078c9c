import { randomUUID } from 'node:crypto'
import { type ContentStore, contentSpace, type DataStore, goneSpace } from '@pasos/engine'
import type { Readers } from '../connection/readers.ts'

/** Bytes of a row, but for the last of a content. */
const partBytes = 1024 * 1024

/**
 * Contents as rows of a megabyte, kept uncompressed, so that any part is read alone. `epoch`: the home's owner's, who alone writes them; what an
 * earlier one wrote and never named is removed at the opening.
 */
export async function openPostgresContents(reads: Readers, data: DataStore, epoch: number): Promise<ContentStore> {
  const { rows } = reads
  const { read, bytesOf } = readContents(reads)

  const drop = async (id: string): Promise<void> => {
    await rows('DELETE FROM content_parts WHERE id = $1', [id])
    await rows('DELETE FROM contents WHERE id = $1', [id])
  }

  const remove = async (id: string): Promise<void> => {
    if (isId(id)) await drop(id)
    await data.commit([{ space: goneSpace, key: id, value: undefined }])
  }

  const forgotten = await rows<{ id: string }>(
    `SELECT id FROM contents WHERE epoch < $1
     AND NOT EXISTS (SELECT 1 FROM data WHERE space = $2 AND key = convert_to(contents.id::text, 'UTF8'))`,
    [epoch, contentSpace],
  )
  for (const { id } of forgotten) await drop(id)
  for (const { key } of await data.scan(goneSpace, { limit: Number.MAX_SAFE_INTEGER })) await remove(key)

  return {
    async write(source) {
      const id = randomUUID()
      try {
        // The head comes first: without it nothing would find the parts that a crash leaves.
        await rows('INSERT INTO contents VALUES ($1, $2, 0)', [id, epoch])
        const bytes = await writeParts(reads, id, source)
        await rows('UPDATE contents SET bytes = $2 WHERE id = $1', [id, bytes])
        return { id, bytes }
      } catch (error) {
        await drop(id)
        throw error
      }
    },
    // All of it is where it stays.
    settle: async () => undefined,
    read,
    async copy(id) {
      const bytes = await bytesOf(id)
      const copied = randomUUID()
      await rows('INSERT INTO contents VALUES ($1, $2, $3)', [copied, epoch, bytes])
      await rows('INSERT INTO content_parts SELECT $1::uuid, part, bytes FROM content_parts WHERE id = $2', [copied, id])
      return { id: copied, bytes }
    },
    remove,
  }
}

/** Reads of contents, for whoever writes none. */
export function readContents({ row }: Pick<Readers, 'row'>): Pick<ContentStore, 'read'> & { bytesOf(id: string): Promise<number> } {
  const bytesOf = async (id: string): Promise<number> => {
    const found = isId(id) ? await row<{ bytes: number }>('SELECT bytes FROM contents WHERE id = $1', [id]) : undefined
    if (found === undefined) throw new Error(`There is no content ${id}.`)
    return found.bytes
  }
  return {
    bytesOf,
    async *read(id, range) {
      const bytes = await bytesOf(id)
      const from = range?.from ?? 0
      const before = Math.min(range?.before ?? bytes, bytes)
      for (let at = from; at < before; ) {
        const part = Math.floor(at / partBytes)
        const begin = at - part * partBytes
        const count = Math.min(before - at, partBytes - begin)
        const found = await row<{ piece: Buffer }>(
          'SELECT substring(bytes FROM $3::int + 1 FOR $4::int) AS piece FROM content_parts WHERE id = $1 AND part = $2',
          [id, part, begin, count],
        )
        if (found?.piece.length !== count) throw new Error(`The content ${id} is damaged: its part ${part} is missing.`)
        yield found.piece
        at += count
      }
    },
  }
}

function isId(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
}

/** Writes the parts of a content under its id; answers how many bytes came. */
export async function writeParts({ rows }: Pick<Readers, 'rows'>, id: string, source: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0
  let part = 0
  for await (const chunk of inParts(source)) {
    bytes += chunk.length
    await rows('INSERT INTO content_parts VALUES ($1, $2, $3)', [id, part++, chunk])
  }
  return bytes
}

/** The same bytes in pieces of one size. */
async function* inParts(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let gathered: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; ) {
      const taken = chunk.subarray(at, at + partBytes - bytes)
      gathered.push(taken)
      bytes += taken.length
      at += taken.length
      if (bytes < partBytes) continue
      yield Buffer.concat(gathered)
      gathered = []
      bytes = 0
    }
  }
  if (bytes > 0) yield Buffer.concat(gathered)
}
