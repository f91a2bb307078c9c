import { type ChildStatus, type EndedChild, type PendingChild, pendingText, resultTexts, type Transformation } from '@pasos/asl'
import type { ObjectPlace, StoredObjects } from '../../ports/stored-objects.ts'

/** `PENDING`: executions that a Map Run was to start and has not. */
export type ResultKind = 'SUCCEEDED' | 'FAILED' | 'PENDING'

export interface ResultFile {
  key: string
  size: number
}

export interface ResultFiles {
  objects: StoredObjects
  /** Its key is the folder's, without a slash at its end. */
  folder: ObjectPlace
  /** In the order of their items, as often as asked. */
  children(): AsyncIterable<EndedChild & { status: ChildStatus }>
  pending(): AsyncIterable<PendingChild>
  transformation: Transformation
  /** JSON Lines instead of a JSON list. */
  isLines: boolean
  /** A file is ended once it has so many bytes. */
  mostBytes: number
}

/**
 * Writes `SUCCEEDED_0.json`, `FAILED_0.json` and so on; a kind that no execution is of has no file. One record is in memory at a time.
 * AWS: what failed, timed out or was stopped goes together, and as whole executions whatever the transformation.
 */
export async function writeResultFiles(files: ResultFiles): Promise<Record<ResultKind, ResultFile[]>> {
  let hasFailed = false
  async function* succeeded(): AsyncGenerator<string> {
    for await (const child of files.children()) {
      if (child.status === 'SUCCEEDED') yield* resultTexts(child, files.transformation)
      else hasFailed = true
    }
  }
  async function* failed(): AsyncGenerator<string> {
    for await (const child of files.children()) if (child.status !== 'SUCCEEDED') yield* resultTexts(child, 'NONE')
  }
  async function* pending(): AsyncGenerator<string> {
    for await (const child of files.pending()) yield pendingText(child)
  }
  const written = await writeKind(files, 'SUCCEEDED', succeeded())
  return {
    ...{ SUCCEEDED: written, FAILED: hasFailed ? await writeKind(files, 'FAILED', failed()) : [] },
    PENDING: await writeKind(files, 'PENDING', pending()),
  }
}

async function writeKind(files: ResultFiles, kind: ResultKind, texts: AsyncGenerator<string>): Promise<ResultFile[]> {
  const { objects, folder, isLines } = files
  const written: ResultFile[] = []
  for (let next = await texts.next(); !next.done; ) {
    const key = `${folder.key}/${kind}_${written.length}.${isLines ? 'jsonl' : 'json'}`
    const file = oneFile(texts, next.value, files)
    const size = await objects.write({ ...folder, key }, file.bytes)
    written.push({ key, size })
    next = file.next()
  }
  return written
}

const pieceBytes = 64 * 1024

/** A file that begins with `first`; when it is full, `next` is what the file behind it begins with. */
function oneFile(texts: AsyncGenerator<string>, first: string, { isLines, mostBytes }: ResultFiles) {
  let next: IteratorResult<string, unknown> = { done: false, value: first }
  async function* bytes(): AsyncGenerator<Uint8Array> {
    const [opening, between, closing] = isLines ? ['', '\n', '\n'] : ['[', ',', ']']
    let size = 0
    let piece = opening
    for (let isFirst = true; !next.done; isFirst = false) {
      const record = isFirst ? next.value : between + next.value
      if (!isFirst && size + Buffer.byteLength(piece) + Buffer.byteLength(record) + closing.length > mostBytes) break
      piece += record
      if (piece.length >= pieceBytes) {
        const full = Buffer.from(piece)
        size += full.length
        piece = ''
        yield full
      }
      next = await texts.next()
    }
    yield Buffer.from(piece + closing)
  }
  return { bytes: bytes(), next: () => next }
}
