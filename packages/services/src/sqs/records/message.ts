import { createHash, hash } from 'node:crypto'

/** A value of a message attribute. `binary` is base64. */
export interface MessageAttribute {
  type: string
  text?: string
  binary?: string
}

/** What a sender wants delivered. */
export interface Message {
  body: string
  attributes: Record<string, MessageAttribute>
  /** AWSTraceHeader. */
  traceHeader?: string
  groupId?: string
  deduplicationId?: string
  delaySeconds?: number
  /** SenderId. */
  senderId: string
  /** The body is an envelope of SNS whose signature is made when it is first received: RSA takes longer than all else of a publication. */
  isUnsigned?: true
}

/** As kept beside its entry in the queue: what does not change any more. */
export interface StoredMessage extends Omit<Message, 'delaySeconds'> {
  id: string
  /** ARN of the queue from which it was moved as a dead letter. */
  deadLetterSource?: string
}

export function md5(text: string): string {
  return hash('md5', text, 'hex')
}

/**
 * SQS Developer Guide, "Calculating the MD5 message digest for message attributes": names sorted; length and bytes of name and type, then
 * 1 and the text or 2 and the bytes, each with its length. Clients compare it on both ways.
 */
export function md5OfAttributes(attributes: Record<string, MessageAttribute>): string | undefined {
  const names = Object.keys(attributes).sort()
  if (names.length === 0) return undefined
  const digest = createHash('md5')
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    digest.update(length).update(bytes)
  }
  for (const name of names) {
    const { type, text, binary } = attributes[name]!
    add(Buffer.from(name))
    add(Buffer.from(type))
    digest.update(Buffer.from([binary === undefined ? 1 : 2]))
    add(binary === undefined ? Buffer.from(text ?? '') : Buffer.from(binary, 'base64'))
  }
  return digest.digest('hex')
}

/** What counts towards the limit: the body, and names, types and values of the attributes. */
export function bytesOf({ body, attributes }: Pick<Message, 'body' | 'attributes'>): number {
  let bytes = Buffer.byteLength(body)
  for (const [name, { type, text, binary }] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(type)
    bytes += binary === undefined ? Buffer.byteLength(text ?? '') : Buffer.from(binary, 'base64').length
  }
  return bytes
}
