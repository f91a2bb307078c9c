import type { StoredObjects } from '@pasos/engine'
import { type ComposedEngine, openComposedEngine } from './composed-engine.ts'

/** A distributed Map's items as the lines of one object, and what came of them as lines of others. */
export interface S3Items extends ComposedEngine {
  roleArn: string
  objectBytes: number
  /** Of the object, by whoever read it since the engine was opened. */
  bytesRead(): number
}

export type ItemFormat = 'JSONL' | 'CSV'

const bucket = 'bench'
const key = 'items'

/** Members of the Map state; children see what `ItemSelector` takes of an item. */
export function s3MapMembers(format: ItemFormat): object {
  return {
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: format, ...(format === 'CSV' && { CSVHeaderLocation: 'FIRST_ROW' }) },
      Parameters: { Bucket: bucket, Key: key },
    },
    ItemSelector: { 'n.$': '$$.Map.Item.Value.n' },
    ResultWriter: {
      ...{ Resource: 'arn:aws:states:::s3:putObject', WriterConfig: { OutputType: 'JSONL', Transformation: 'COMPACT' } },
      Parameters: { Bucket: bucket, Prefix: 'results' },
    },
  }
}

/** Opens an engine with S3 on it; the first time with an object of so many lines of about so many bytes. */
export async function openS3Items(
  folder: string,
  { items, bytes, format, isFirst }: { items: number; bytes: number; format: ItemFormat; isFirst: boolean },
): Promise<S3Items> {
  let bytesRead = 0
  const watched = (objects: StoredObjects): StoredObjects => ({
    ...objects,
    async read(...asked) {
      const opened = await objects.read(...asked)
      async function* counted(): AsyncGenerator<Uint8Array> {
        for await (const chunk of opened.bytes) {
          bytesRead += chunk.length
          yield chunk
        }
      }
      return { ...opened, bytes: counted() }
    },
  })
  const composed = await openComposedEngine(folder, { watched })
  const roleArn = 'arn:aws:iam::123456789012:role/bench'
  const place = { bucket, key, roleArn }
  if (isFirst) {
    await composed.role('bench', ['s3:*'])
    await composed.call('s3', 'CreateBucket', { Bucket: bucket })
    await composed.objects.write(place, linesOf(items, bytes, format))
  }
  const { size, bytes: unread } = await composed.objects.read(place, { from: 0 })
  await unread[Symbol.asyncIterator]().return?.()
  return { ...composed, roleArn, objectBytes: size, bytesRead: () => bytesRead }
}

const pieceBytes = 256 * 1024

async function* linesOf(items: number, bytes: number, format: ItemFormat): AsyncGenerator<Uint8Array> {
  const pad = 'x'.repeat(Math.max(0, bytes - 24))
  let piece = format === 'CSV' ? 'n,text\n' : ''
  for (let n = 0; n < items; n++) {
    if (format === 'CSV') piece += `${n},"${pad}"\n`
    else piece += pad === '' ? `{"n":${n}}\n` : `{"n":${n},"text":"${pad}"}\n`
    if (piece.length < pieceBytes) continue
    yield Buffer.from(piece)
    piece = ''
  }
  yield Buffer.from(piece)
}

/** Reads the files that the Map's output names. Throws unless they hold each item's result once, in order; what CSV has are texts. */
export async function mustHoldAll({ objects, roleArn }: S3Items, output: string, items: number, format: ItemFormat): Promise<void> {
  const quote = format === 'CSV' ? '"' : ''
  const { Key } = (JSON.parse(output) as { ResultWriterDetails: { Key: string } }).ResultWriterDetails
  const manifest = JSON.parse(await textOf(objects, { bucket, key: Key, roleArn })) as { ResultFiles: Record<string, { Key: string }[]> }
  const { SUCCEEDED = [], FAILED = [], PENDING = [] } = manifest.ResultFiles
  if (FAILED.length + PENDING.length > 0) throw new Error('Some executions failed, or were never started')
  let next = 0
  for (const file of SUCCEEDED) {
    let left = ''
    const { bytes } = await objects.read({ bucket, key: file.Key, roleArn }, { from: 0 })
    for await (const chunk of bytes) {
      const lines = `${left}${Buffer.from(chunk).toString()}`.split('\n')
      left = lines.pop()!
      for (const line of lines) {
        if (line !== `{"n":${quote}${next}${quote}}`) throw new Error(`Result ${next} is ${line}`)
        next++
      }
    }
  }
  if (next !== items) throw new Error(`There are ${next} results of ${items} items`)
}

async function textOf(objects: StoredObjects, place: Parameters<StoredObjects['read']>[0]): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of (await objects.read(place, { from: 0 })).bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
