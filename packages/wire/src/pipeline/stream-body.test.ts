import { expect, it } from 'vitest'
import { signatureHeaders } from '../signature/sign.ts'
import { signText } from '../signature/verify.ts'
import { createDispatcher } from './dispatcher.ts'

const secret = 'secret'
const now = Date.parse('2026-11-26T12:00:00Z')
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const HELLO = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'

/** Uploads `hello` in one signed chunk, or what `change` makes of it; answers what came of it. */
async function upload(options: { change?: (body: string) => string; isKnown?: boolean }) {
  const { change = (body: string) => body, isKnown = true } = options
  const stored: string[] = []
  const putObject = async ({ Body }: { Body: AsyncIterable<Uint8Array> }) => {
    const parts: Uint8Array[] = []
    for await (const part of Body) parts.push(part)
    stored.push(Buffer.concat(parts).toString())
    return {}
  }
  const dispatch = createDispatcher({
    services: [{ scope: 's3', operations: { PutObject: putObject } }],
    logger: { error: () => undefined },
    now: () => now,
    credential: () => (isKnown ? { secretAccessKey: secret, caller: { accountId: '1', arn: 'a', userId: 'u' } } : undefined),
  })
  const head = {
    method: 'PUT',
    url: '/bucket/key',
    headers: { host: 'localhost', 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'x-amz-decoded-content-length': '5' },
    body: new Uint8Array(),
  }
  const signed = signatureHeaders(head, { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: secret, region: 'us-east-1', service: 's3', now })
  const place = { date: '20261126', region: 'us-east-1', service: 's3', timestamp: '20261126T120000Z' }
  const next = (previous: string, content: string) =>
    signText('AWS4-HMAC-SHA256-PAYLOAD', `${previous}\n${EMPTY}\n${content}`, place, secret).toString('hex')
  const first = next(signed['authorization']!.split('Signature=')[1]!, HELLO)
  const body = `5;chunk-signature=${first}\r\nhello\r\n0;chunk-signature=${next(first, EMPTY)}\r\n\r\n`
  const answer = await dispatch({
    ...head,
    headers: { ...head.headers, ...signed },
    body: Buffer.from(change(body)),
    signal: new AbortController().signal,
  })
  return { status: answer.status, text: String(answer.body), stored }
}

it('what comes in signed chunks is stored', async () => {
  expect(await upload({})).toMatchObject({ status: 200, stored: ['hello'] })
})

it('a chunk that somebody changed on the way is refused', async () => {
  const { status, text, stored } = await upload({ change: body => body.replace('hello', 'hullo') })
  expect(status).toBe(403)
  expect(text).toContain('<Code>SignatureDoesNotMatch</Code>')
  expect(stored).toEqual([])
})

it('nobody can hold chunks to a secret that is not known', async () => {
  expect(await upload({ isKnown: false, change: body => body.replace('hello', 'hullo') })).toMatchObject({ status: 200, stored: ['hullo'] })
})
