/**
 * How our bootstraps talk to the host: frames over two inherited pipes (3: host to runtime, 4: runtime to host).
 * A frame is a line of JSON, its header, followed by `length` bytes of body. Log lines and answers share one pipe,
 * so a line written before the answer also arrives before it.
 */
export interface FrameHeader {
  type: string
  length: number
  [member: string]: unknown
}

const maxHeaderBytes = 64 * 1024
const maxBodyBytes = 16 * 1024 * 1024
const newline = 10

export function encodeFrame(header: Record<string, unknown>, body: string): Buffer {
  const length = Buffer.byteLength(body)
  const head = `${JSON.stringify({ ...header, length })}\n`
  const frame = Buffer.allocUnsafe(Buffer.byteLength(head) + length)
  const start = frame.write(head)
  frame.write(body, start)
  return frame
}

/** Cuts a stream of bytes into frames; `push` throws when the other side does not speak the protocol. */
export class FrameReader {
  private pending: Buffer[] = []
  private pendingBytes = 0
  private header: FrameHeader | undefined
  private readonly onFrame: (header: FrameHeader, body: Buffer) => void

  constructor(onFrame: (header: FrameHeader, body: Buffer) => void) {
    this.onFrame = onFrame
  }

  /** Whether a frame has arrived in part. */
  get isAmidFrame(): boolean {
    return this.pendingBytes > 0 || this.header !== undefined
  }

  push(chunk: Buffer): void {
    this.pending.push(chunk)
    this.pendingBytes += chunk.length
    // Gather the chunks of a long body and join them once: joining on each arrival would be quadratic.
    if (this.header && this.pendingBytes < this.header.length) return
    let bytes = this.pending.length === 1 ? chunk : Buffer.concat(this.pending, this.pendingBytes)
    for (;;) {
      if (!this.header) {
        const end = bytes.indexOf(newline)
        if (end < 0) {
          if (bytes.length > maxHeaderBytes) throw new Error('frame header too long')
          break
        }
        this.header = parseHeader(bytes.toString('utf8', 0, end))
        bytes = bytes.subarray(end + 1)
      }
      if (bytes.length < this.header.length) break
      const header = this.header
      this.header = undefined
      this.onFrame(header, bytes.subarray(0, header.length))
      bytes = bytes.subarray(header.length)
    }
    this.pending = bytes.length > 0 ? [bytes] : []
    this.pendingBytes = bytes.length
  }
}

function parseHeader(text: string): FrameHeader {
  const header = JSON.parse(text) as FrameHeader
  if (typeof header?.type !== 'string' || !Number.isInteger(header.length) || header.length < 0 || header.length > maxBodyBytes) {
    throw new Error('bad frame header')
  }
  return header
}
