import { createHash, createHmac } from 'node:crypto'
import { loadService } from '@pasos/models'
import { SignatureV4 } from '@smithy/signature-v4'
import { describe, expect, it } from 'vitest'
import type { WireRequest } from '../operation.ts'
import { type AuthenticationError, authenticate } from '../pipeline/authenticate.ts'
import { presignedUrl, signatureHeaders } from './sign.ts'

// Signed by the SDK's signer, verified by ours.

const now = Date.parse('2026-11-23T12:00:00Z')
const secret = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }

class Sha256 {
  private readonly hash
  constructor(key?: Uint8Array) {
    this.hash = key === undefined ? createHash('sha256') : createHmac('sha256', key)
  }
  update(data: Uint8Array | string) {
    this.hash.update(data)
  }
  async digest() {
    return new Uint8Array(this.hash.digest())
  }
  reset() {}
}

const signer = (sessionToken?: string) =>
  new SignatureV4({
    credentials: { ...secret, ...(sessionToken ? { sessionToken } : {}) },
    region: 'us-east-1',
    service: 'states',
    // biome-ignore lint/suspicious/noExplicitAny: the signer's hash type is wider than what it uses
    sha256: Sha256 as any,
  })

interface Unsigned {
  path?: string
  query?: Record<string, string | string[]>
  headers?: Record<string, string>
  body?: string
  method?: string
}

function sdkRequest({ path = '/', query = {}, headers = {}, body = '{"a":1}', method = 'POST' }: Unsigned) {
  return {
    method,
    protocol: 'http:',
    hostname: 'localhost',
    path,
    query,
    headers: { host: 'localhost', 'x-amz-target': 'A.B', ...headers },
    body,
  }
}

function wireRequest(signed: {
  method: string
  path: string
  query?: unknown
  headers: Record<string, string>
  body?: unknown
}): WireRequest {
  const fields = Object.entries((signed.query ?? {}) as Record<string, string | string[]>).flatMap(([key, value]) =>
    [value].flat().map(item => `${encodeURIComponent(key)}=${encodeURIComponent(item)}`),
  )
  const url = fields.length === 0 ? signed.path : `${signed.path}?${fields.join('&')}`
  const headers = Object.fromEntries(Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), value]))
  return { method: signed.method, url, headers, body: Buffer.from(String(signed.body ?? '')), signal: new AbortController().signal }
}

async function sign(request: Unsigned, options: { at?: number; sessionToken?: string } = {}): Promise<WireRequest> {
  const signed = await signer(options.sessionToken).sign(sdkRequest(request), { signingDate: new Date(options.at ?? now) })
  return wireRequest(signed as never)
}

function check(request: WireRequest, sessionToken?: string): string {
  const mark = request.url.indexOf('?')
  const query = new URLSearchParams(mark < 0 ? '' : request.url.slice(mark + 1))
  try {
    const { scope } = authenticate(request, query, {
      mode: 'verify',
      defaultAccountId: '123456789012',
      defaultRegion: 'us-east-1',
      partition: () => 'aws',
      now: () => now,
      credential: id =>
        id === secret.accessKeyId
          ? { ...secret, ...(sessionToken ? { sessionToken } : {}), caller: { accountId: '1', arn: 'arn', userId: '1' } }
          : undefined,
    })
    return scope ?? 'unsigned'
  } catch (error) {
    return (error as AuthenticationError).failure ?? String(error)
  }
}

describe('a signature of our own', () => {
  it('is one that we accept, and no other request has it', () => {
    const unsigned = { method: 'POST', url: '/_pasos/backup?a=b&a=%20c', headers: { host: 'localhost:1' }, body: Buffer.from('{}') }
    const headers = signatureHeaders(unsigned, { ...secret, region: 'eu-west-3', service: 'pasos', now })
    const request = { ...unsigned, headers: { ...unsigned.headers, ...headers }, signal: new AbortController().signal }
    expect(check(request)).toBe('pasos')
    expect(check({ ...request, url: '/_pasos/backup' })).toBe('mismatch')
    expect(check({ ...request, body: Buffer.from('[]') })).toBe('mismatch')
  })
})

describe('a signature of the SDK', () => {
  it.each<[string, Unsigned]>([
    ['plain', {}],
    ['without body', { body: '', method: 'GET' }],
    ['query with repeated, empty and unsorted fields', { query: { b: ['2', '1'], a: '', 'ä b': 'ü+/&=' } }],
    ['path with escapes, spaces and dots', { path: '/a%20b/%E2%82%AC/./c/../d%2Fe/' }],
    ['path with doubled slashes', { path: '//a//b' }],
    ['header with inner blanks', { headers: { 'x-amz-meta': '  a   b  ' } }],
    ['reserved characters', { query: { "!'()*": "!'()*~" } }],
    ['UTF-8 body', { body: '{"é":"😀"}' }],
  ])('holds: %s', async (_name, request) => {
    expect(check(await sign(request))).toBe('states')
  })

  it('holds with the right session token only', async () => {
    const request = await sign({}, { sessionToken: 'token' })
    expect(check(request, 'token')).toBe('states')
    expect(check(request, 'other')).toBe('unknown-key')
  })

  it('holds for fifteen minutes either way', async () => {
    expect(check(await sign({}, { at: now - 14 * 60_000 }))).toBe('states')
    expect(check(await sign({}, { at: now + 14 * 60_000 }))).toBe('states')
    expect(check(await sign({}, { at: now - 16 * 60_000 }))).toBe('expired')
    expect(check(await sign({}, { at: now + 16 * 60_000 }))).toBe('expired')
  })
})

describe('a request that was changed', () => {
  it('is refused, whichever byte of the body', async () => {
    const request = await sign({})
    for (let index = 0; index < request.body.length; index++) {
      const body = Buffer.from(request.body)
      body[index]! ^= 1
      expect(check({ ...request, body })).toBe('mismatch')
    }
  })

  it('is refused, whichever byte of its signature', async () => {
    const request = await sign({})
    const header = request.headers['authorization']!
    const start = header.indexOf('Signature=') + 10
    for (let index = start; index < header.length; index++) {
      const other = header[index] === '0' ? '1' : '0'
      expect(
        check({ ...request, headers: { ...request.headers, authorization: header.slice(0, index) + other + header.slice(index + 1) } }),
      ).toBe('mismatch')
    }
  })

  it.each<[string, (request: WireRequest) => Partial<WireRequest>]>([
    ['method', () => ({ method: 'PUT' })],
    ['path', () => ({ url: '/other' })],
    ['query', request => ({ url: `${request.url}?a=1` })],
    ['signed header', request => ({ headers: { ...request.headers, 'x-amz-target': 'A.C' } })],
    ['host', request => ({ headers: { ...request.headers, host: 'elsewhere' } })],
    [
      'region',
      request => ({ headers: { ...request.headers, authorization: request.headers['authorization']?.replace('us-east-1', 'us-east-2') } }),
    ],
    [
      'service',
      request => ({ headers: { ...request.headers, authorization: request.headers['authorization']?.replace('/states/', '/lambda/') } }),
    ],
    [
      'date of the scope',
      request => ({ headers: { ...request.headers, authorization: request.headers['authorization']?.replace('20261123', '20261122') } }),
    ],
    [
      'list of signed headers',
      request => ({ headers: { ...request.headers, authorization: request.headers['authorization']?.replace(';x-amz-target', '') } }),
    ],
  ])('is refused: another %s', async (_name, change) => {
    const request = await sign({})
    expect(check({ ...request, ...change(request) })).toBe('mismatch')
  })
})

describe('a presigned request', () => {
  async function presign(at = now, expiresIn = 60): Promise<WireRequest> {
    const unsigned = sdkRequest({ method: 'GET', body: '', query: { Action: 'GetCallerIdentity' } })
    const signed = await signer().presign({ ...unsigned, headers: { host: 'localhost' } }, { signingDate: new Date(at), expiresIn })
    return wireRequest(signed as never)
  }

  it('holds until its end', async () => {
    expect(check(await presign())).toBe('states')
    expect(check(await presign(now - 59_000))).toBe('states')
    expect(check(await presign(now - 61_000))).toBe('expired')
  })

  it('is refused when its end is moved', async () => {
    const request = await presign(now - 61_000)
    expect(check({ ...request, url: request.url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600') })).toBe('mismatch')
  })
})

describe('an address of S3 that is signed as Version 2 does', () => {
  const path = '/things/a%20key?response-content-type=text%2Fplain&x-amz-security-token=given'
  const signed = (method: string, more = '', host = 'localhost') => {
    const expires = now / 1000 + 60
    const told = `${method}\n\n\n${expires}\nx-amz-security-token:given\n/things/a%20key?response-content-type=text/plain`
    const signature = createHmac('sha1', secret.secretAccessKey).update(told).digest('base64')
    const url = `${path}&AWSAccessKeyId=${secret.accessKeyId}&Signature=${encodeURIComponent(signature)}&Expires=${expires}${more}`
    return { method, url, headers: { host }, body: Buffer.alloc(0), signal: new AbortController().signal }
  }

  it('is one of S3, with the bucket in its path or in its host', () => {
    expect(check(signed('GET'))).toBe('s3')
    const inHost = signed('GET', '', 'things.localhost')
    expect(check({ ...inHost, url: inHost.url.replace('/things', '') })).toBe('s3')
  })

  it('may be of a bucket, which is signed with a slash at its end', () => {
    const expires = now / 1000 + 60
    const signature = createHmac('sha1', secret.secretAccessKey).update(`GET\n\n\n${expires}\n/things/`).digest('base64')
    const url = `/things?list-type=2&AWSAccessKeyId=${secret.accessKeyId}&Signature=${encodeURIComponent(signature)}&Expires=${expires}`
    expect(check({ method: 'GET', url, headers: { host: 'localhost' }, body: Buffer.alloc(0), signal: new AbortController().signal })).toBe(
      's3',
    )
  })

  it('holds until its end, for what was signed alone', () => {
    expect(check({ ...signed('GET'), method: 'DELETE' })).toBe('mismatch')
    expect(check(signed('GET', '&versionId=other'))).toBe('mismatch')
    expect(check(signed('GET', '&more=?&versionId=other'))).toBe('mismatch')
    const moved = signed('GET')
    expect(check({ ...moved, url: moved.url.replace(/Expires=\d+/, `Expires=${now / 1000 + 600}`) })).toBe('mismatch')
    expect(check({ ...moved, url: moved.url.replace(/Expires=\d+/, `Expires=${now / 1000 - 1}`) })).toBe('ended')
    expect(check({ ...moved, url: moved.url.replace(/Expires=\d+/, 'Expires=soon') })).toBe('ended')
  })
})

describe('what makes another operation of an address that is signed as Version 2 does', async () => {
  const { model } = await loadService('s3')
  const names = Object.values(model.operations).flatMap(({ http }) => (http?.[1].split('?')[1] ?? '').split('&'))
  const choosing = new Set(names.map(name => name.split('=')[0]!).filter(name => name !== '' && name !== 'list-type'))

  it.each([...choosing])('%s is signed', name => {
    const expires = now / 1000 + 60
    const signature = createHmac('sha1', secret.secretAccessKey).update(`GET\n\n\n${expires}\n/things/a`).digest('base64')
    const url = `/things/a?AWSAccessKeyId=${secret.accessKeyId}&Signature=${encodeURIComponent(signature)}&Expires=${expires}`
    const asked = (more: string) =>
      check({ method: 'GET', url: url + more, headers: { host: 'localhost' }, body: Buffer.alloc(0), signal: new AbortController().signal })
    expect([asked(''), asked(`&${name}`)]).toEqual(['s3', 'mismatch'])
  })
})

describe('a request with a broken signature', () => {
  it.each([
    ['Bearer x', 'incomplete'],
    ['AWS4-HMAC-SHA256 ', 'incomplete'],
    ['AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=0', 'incomplete'],
    ['AWS4-HMAC-SHA256 Credential=NOBODY/20261123/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0', 'unknown-key'],
    ['AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/us-east-1/states/aws4_request, SignedHeaders=x, Signature=0', 'malformed'],
    ['AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/us-east-1/states/aws4_request, SignedHeaders=host, Signature=zz', 'mismatch'],
  ])('%s is refused as %s', (authorization, failure) => {
    const headers = { authorization, 'x-amz-date': '20261123T120000Z', host: 'localhost' }
    expect(check({ method: 'POST', url: '/', headers, body: Buffer.alloc(0), signal: new AbortController().signal })).toBe(failure)
  })
})

describe('addresses that are signed', () => {
  it.each([[undefined], ['session/token+=']])('are those that the SDK makes, with the session token %s', async sessionToken => {
    const url = new URL('https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15')
    const headers = { host: url.host, 'x-k8s-aws-id': 'My Cluster' }
    const ours = presignedUrl(
      { url, headers, expiresSeconds: 60 },
      { ...secret, sessionToken, region: 'us-east-1', service: 'states', now },
    )
    const theirs = await signer(sessionToken).presign(
      { method: 'GET', protocol: 'https:', hostname: url.host, path: '/', query: Object.fromEntries(url.searchParams), headers },
      { signingDate: new Date(now), expiresIn: 60, unhoistableHeaders: new Set(['x-k8s-aws-id']) },
    )
    expect(Object.fromEntries(ours.searchParams)).toEqual(theirs.query)
  })
})
