import { describe, expect, it } from 'vitest'
import type { IncomingRequest, Operation } from '../operation.ts'
import { signatureHeaders } from '../signature/sign.ts'
import { BodyError } from './bound-body.ts'
import { createDispatcher } from './dispatcher.ts'

const secretAccessKey = 'secret'
const caller = { accountId: '123456789012', arn: 'arn:aws:iam::123456789012:user/u', userId: 'u' }
const archive = Buffer.from(Array.from({ length: 40_000 }, (_, index) => (index * index) % 251))

/** A dispatcher with what its operations were given, as long as they ran. */
function world() {
  const taken: { operation: string; bytes: number[] | undefined; input: Record<string, unknown> }[] = []
  const blobs: Uint8Array[] = []
  const taking =
    (operation: string, member?: string): Operation =>
    input => {
      const { ZipFile: blob } = (member === undefined ? input : input[member]) as { ZipFile?: Uint8Array }
      if (blob) blobs.push(blob)
      taken.push({ operation, bytes: blob && [...blob], input })
      return {}
    }
  const operations = {
    CreateFunction: taking('CreateFunction', 'Code'),
    UpdateFunctionCode: taking('UpdateFunctionCode'),
    PublishLayerVersion: taking('PublishLayerVersion', 'Content'),
  }
  const limit = 70_167_211
  const dispatch = createDispatcher({
    services: [
      {
        scope: 'lambda',
        operations,
        bodyLimits: { CreateFunction: limit, UpdateFunctionCode: limit, PublishLayerVersion: limit },
      },
    ],
    mode: 'verify',
    credential: id => (id === 'AKID' ? { secretAccessKey, caller } : undefined),
    logger: { error: (_message, { error }) => expect.unreachable(String(error)) },
  })
  return { taken, blobs, dispatch }
}

interface Sending {
  method?: string
  path?: string
  /** What is signed, where that is not what is sent. */
  signed?: string
  /** How many bytes come at a time. */
  size?: number
}

function request(body: string, { method = 'POST', path = '/2015-03-31/functions', signed = body, size = 1_000 }: Sending = {}) {
  const bytes = Buffer.from(body)
  const head = { method, url: path, headers: { host: 'lambda.us-east-1.amazonaws.com' } }
  const credentials = { accessKeyId: 'AKID', secretAccessKey, region: 'us-east-1', service: 'lambda', now: Date.now() }
  const headers = { ...head.headers, ...signatureHeaders({ ...head, body: Buffer.from(signed) }, credentials) }
  const source = async (limitBytes: number, take?: (chunk: Uint8Array) => void) => {
    if (bytes.length > limitBytes) throw new BodyError('too-large')
    for (let at = 0; at < bytes.length; at += size) {
      await new Promise(setImmediate)
      take?.(bytes.subarray(at, at + size))
    }
    return take ? new Uint8Array(0) : bytes
  }
  const incoming: IncomingRequest = { ...head, headers, body: source, signal: new AbortController().signal }
  return incoming
}

const code = { ZipFile: archive.toString('base64') }
const creation = { FunctionName: 'f', Role: 'arn:aws:iam::123456789012:role/r', Code: code, Tags: { a: 'b' } }

describe('the code in a request', () => {
  it.each([
    ['CreateFunction', creation, {}],
    ['UpdateFunctionCode', { ...code, DryRun: true }, { method: 'PUT', path: '/2015-03-31/functions/f/code' }],
    ['PublishLayerVersion', { Description: 'd', Content: code }, { path: '/2018-10-31/layers/l/versions' }],
  ])('arrives as bytes, taken out of the body of %s while that comes and signed as a whole', async (operation, input, sending) => {
    for (const size of [64, 1_000, 1_000_000]) {
      const { dispatch, taken } = world()
      const answer = await dispatch(request(JSON.stringify(input), { ...sending, size }))
      expect(answer.status).toBeLessThan(300)
      expect(taken).toMatchObject([{ operation, bytes: [...archive] }])
    }
  })

  it('is the same where the body is at hand', async () => {
    const { dispatch, taken } = world()
    const incoming = request(JSON.stringify(creation))
    expect((await dispatch({ ...incoming, body: Buffer.from(JSON.stringify(creation)) })).status).toBe(201)
    expect(taken).toMatchObject([{ bytes: [...archive], input: { FunctionName: 'f', Tags: { a: 'b' } } }])
  })

  it('is given back when the request is answered', async () => {
    const { dispatch, blobs } = world()
    await dispatch(request(JSON.stringify(creation)))
    expect(blobs.map(({ length }) => length)).toEqual([0])
  })

  it('is nobody’s when another body was signed, even by one letter of the code', async () => {
    const { dispatch, taken } = world()
    const signed = JSON.stringify(creation)
    const other = signed.replace(code.ZipFile.slice(500, 501), code.ZipFile[500] === 'A' ? 'B' : 'A')
    expect(other).not.toBe(signed)
    expect(await dispatch(request(other, { signed }))).toMatchObject({ status: 403, body: expect.stringContaining('signature') })
    expect(taken).toEqual([])
  })

  it('is refused in the words of a body that was read whole', async () => {
    const cases: [string, string][] = [
      [JSON.stringify(creation).slice(0, -700), 'Unable to parse the request as JSON'],
      [JSON.stringify({ ...creation, Code: { ZipFile: 'a*b' } }), 'Invalid Base64 value'],
      [JSON.stringify({ ...creation, Code: { ZipFile: 7 } }), 'NUMBER_VALUE can not be converted to a Blob'],
      [`{"a":${'['.repeat(300)}`, 'Maximum nesting depth exceeded'],
      ['[]', 'Start of list found where not expected'],
    ]
    for (const [body, message] of cases) {
      const { dispatch, taken } = world()
      const answer = await dispatch(request(body))
      expect([body.slice(0, 80), answer.status, JSON.parse(String(answer.body))]).toMatchObject([body.slice(0, 80), 400, { message }])
      expect(taken).toEqual([])
    }
  })

  it('may be large, and what is beside it may not', async () => {
    const { dispatch, taken } = world()
    const answer = await dispatch(request(JSON.stringify({ ...creation, Description: 'x'.repeat(2_000_000) }), { size: 100_000 }))
    expect(answer).toMatchObject({
      status: 413,
      body: expect.stringContaining('Request must be smaller than 1048576 bytes besides its code for the CreateFunction operation'),
    })
    expect(taken).toEqual([])
  })
})
