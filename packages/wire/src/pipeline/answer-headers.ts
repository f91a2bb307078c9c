import { crc32 } from 'node:zlib'

/** What of an answer stands in its headers. */
export interface AnswerBytes {
  requestId: string
  body: Uint8Array | string
  /** What the protocol writes beside the id of the request and the type. */
  others: readonly [string, string][]
  type: string | undefined
}

/**
 * The headers that AWS's answer would have had, as tasks show them in their results. Recorded on AWS: DynamoDB answers from a server of its
 * own that names itself and checks the body; all others write `connection` in small letters.
 */
export function answerHeaders(service: string, { requestId, body, others, type }: AnswerBytes): [string, string][] {
  const id: [string, string] = ['x-amzn-RequestId', requestId]
  const isDynamo = service === 'dynamodb' || service === 'dynamodbstreams'
  const first: [string, string][] = isDynamo
    ? [['Server', 'Server'], ['Connection', 'keep-alive'], id, ['x-amz-crc32', String(crc32(body))]]
    : [id, ['connection', 'keep-alive']]
  return [
    ...first,
    ...others,
    ['Content-Length', String(typeof body === 'string' ? Buffer.byteLength(body) : body.length)],
    ['Date', dateText(Date.now())],
    ...(type === undefined ? [] : [['Content-Type', type] as [string, string]]),
  ]
}

let written = { second: 0, text: '' }

/** Many answers share a second, and writing it out takes longer than the rest of their headers. */
function dateText(now: number): string {
  const second = Math.floor(now / 1_000)
  if (second !== written.second) written = { second, text: new Date(now).toUTCString() }
  return written.text
}
