import type { IncomingMessage } from 'node:http'
import { BodyError } from '@pasos/wire'
import type { BodyBudget } from './body-budget.ts'

/** Bodies up to this size are not worth queueing for: a thousand of them are what one archive of code is. */
const SMALL_BYTES = 64 * 1024
/**
 * What is larger than any payload is an archive of code, which is decoded while it comes. It keeps its part of the budget until it is
 * answered. Payloads do not: an invocation may take minutes, and call for what waits behind it.
 */
const ARCHIVE_BYTES = 6 * 1024 * 1024
/** A large body that holds a part of the budget must keep coming: this many bytes in each interval, or others would wait for nothing. */
const PACE_BYTES = 64 * 1024
const PACE_MS = 5_000

/**
 * Reads a body of at most `limitBytes` by events. Nothing beyond the limit is kept, nothing at all of a body whose head already says
 * that it is too large; large ones wait with their socket unread until the budget has room for them.
 * @param afterAnswer takes what is to be done once nobody needs the bytes any more
 * @throws BodyError
 */
export function readBody(message: IncomingMessage, limitBytes: number, options: ReadOptions): Promise<Uint8Array> {
  const announced = message.headers['content-length']
  const length = announced === undefined ? undefined : Number(announced)
  if (length !== undefined && length > limitBytes) return Promise.reject(new BodyError('too-large'))
  // Without a length (chunked) it may become as large as the limit.
  const expected = length ?? (message.headers['transfer-encoding'] === undefined ? 0 : limitBytes)
  if (expected <= SMALL_BYTES) return collect(message, limitBytes, { take: options.take })
  return readLarge(message, limitBytes, { ...options, length, expected })
}

interface Large extends ReadOptions {
  length: number | undefined
  expected: number
}

async function readLarge(message: IncomingMessage, limitBytes: number, large: Large): Promise<Uint8Array> {
  const { budget, signal, afterAnswer, take, length, expected } = large
  const giveBack = await budget.take(expected, signal).catch(() => {
    throw new BodyError('gone')
  })
  const reading = collect(message, limitBytes, { length, isPaced: true, take })
  if (expected <= ARCHIVE_BYTES) return reading.finally(giveBack)
  afterAnswer(giveBack)
  const bytes = await reading
  // Freed at once: V8 would let some of them gather before it looks.
  if (bytes.length > ARCHIVE_BYTES && bytes.byteLength === bytes.buffer.byteLength)
    afterAnswer(() => void (bytes.buffer as ArrayBuffer).transfer(0))
  return bytes
}

interface ReadOptions {
  budget: BodyBudget
  /** The client went away. */
  signal: AbortSignal
  afterAnswer: (release: () => void) => void
  /** Takes the bytes as they come; then none are kept. What it throws is a defect, and ends the reading. */
  take?: ((chunk: Uint8Array) => void) | undefined
}

interface Collecting extends Pick<ReadOptions, 'take'> {
  /** Bytes, where they are known: then one buffer is filled, and nothing is copied at the end. */
  length?: number | undefined
  isPaced?: boolean
}

function collect(message: IncomingMessage, limitBytes: number, { length, isPaced, take }: Collecting): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const whole = length === undefined || take ? undefined : Buffer.allocUnsafeSlow(length)
    const chunks: Buffer[] = []
    let size = 0
    let paced = 0
    let isOver = false
    const onData = (chunk: Buffer) => {
      if (isOver) return
      if (size + chunk.length > limitBytes) return fail('too-large')
      try {
        if (take) take(chunk)
        else if (whole) chunk.copy(whole, size)
        else chunks.push(chunk)
      } catch (error) {
        return end(error)
      }
      size += chunk.length
    }
    const onEnd = () => {
      stop()
      resolve(whole ?? (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)))
    }
    const onGone = () => isOver || fail('gone')
    const checkPace = () => {
      if (size - paced < PACE_BYTES) fail('too-slow')
      paced = size
    }
    const pace = isPaced ? setInterval(checkPace, PACE_MS) : undefined
    const stop = () => {
      isOver = true
      // Of a small one they stay where they are, and hear nothing any more: to take four of them off is work for nothing.
      if (!isPaced) return
      clearInterval(pace)
      message.off('data', onData).off('end', onEnd).off('close', onGone)
    }
    const end = (error: unknown) => {
      stop()
      reject(error)
    }
    const fail = (reason: BodyError['reason']) => end(new BodyError(reason))
    message.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone)
  })
}
