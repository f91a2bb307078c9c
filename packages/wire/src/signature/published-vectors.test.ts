import { describe, expect, it } from 'vitest'
import type { WireRequest } from '../operation.ts'
import { readSignature } from './signature.ts'
import { type Refusal, verifySignature } from './verify.ts'

// Requests and the signatures that AWS publishes for them (the signing test suite of aws-c-auth), verified as a server does.

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const then = Date.parse('2015-08-30T12:36:00Z')
const credential = 'AKIDEXAMPLE/20150830/us-east-1/service/aws4_request'
const token = '6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267'
const unreserved = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

interface Vector {
  name: string
  signature: string
  method?: string
  url?: string
  headers?: Record<string, string>
  body?: string
}

const inHeader: Vector[] = [
  {
    name: 'a header that comes several times',
    signature: 'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
    headers: { 'my-header1': 'value2,value2,value1' },
  },
  {
    name: 'the order of a header’s values',
    signature: '08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01',
    headers: { 'my-header1': 'value4,value1,value3,value2' },
  },
  {
    name: 'a header over several lines',
    signature: 'ba17b383a53190154eb5fa66a1b836cc297cc0a3d70a5d00705980573d8ff790',
    headers: { 'my-header1': 'value1,value2,value3' },
  },
  {
    name: 'spaces around and in a header',
    signature: 'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
    headers: { 'my-header1': ' value1', 'my-header2': ' "a   b   c"' },
  },
  {
    name: 'steps up in a path',
    signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    url: '/example1/example2/../..',
  },
  { name: 'empty parts of a path', signature: '9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84', url: '//example//' },
  { name: 'a space in a path', signature: '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741', url: '/example space/' },
  { name: 'a path in UTF-8', signature: '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85', url: '/ሴ' },
  {
    name: 'the order of a query',
    signature: '371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac',
    url: '/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1',
  },
  { name: 'a query in UTF-8', signature: '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04', url: '/?ሴ=bar' },
  { name: 'a query', signature: 'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb', url: '/?Param1=value1' },
  {
    name: 'characters that are not escaped',
    signature: '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
    url: `/?${unreserved}=${unreserved}`,
  },
  {
    name: 'a session token',
    signature: '07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8',
    headers: { 'x-amz-security-token': token },
  },
  {
    name: 'a POST with a header',
    signature: 'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
    method: 'POST',
    headers: { 'my-header1': 'value1' },
  },
  {
    name: 'a form',
    signature: '328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422',
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'content-length': '13',
      'x-amz-content-sha256': '9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e',
    },
    body: 'Param1=value1',
  },
]

const presigned: Vector[] = [
  {
    name: 'the order of a query',
    signature: 'c5f1848ceec943ac2ca68ee720460c23aaae30a2300586597ada94c4a65e4787',
    url: '/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1&X-Amz-Expires=3600',
  },
  {
    name: 'a POST with a query',
    signature: '3db81c23f61a113c20a450ddd23cd505339301826c402790ceaa9490520fb718',
    method: 'POST',
    url: '/?Param1=value1',
  },
]

function withHeader({ signature, method = 'GET', url = '/', headers = {}, body = '' }: Vector): WireRequest {
  const all: Record<string, string> = { ...headers, host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' }
  const names = Object.keys(all).sort().join(';')
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`
  return { method, url, headers: { ...all, authorization }, body: Buffer.from(body), signal: new AbortController().signal }
}

function inAddress({ signature, method = 'GET', url = '/' }: Vector): WireRequest {
  const fields = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(credential)}&X-Amz-Date=20150830T123600Z`
  const address = `${url}&${fields}&X-Amz-SignedHeaders=host&X-Amz-Signature=${signature}`
  const headers = { host: 'example.amazonaws.com' }
  return { method, url: address, headers, body: new Uint8Array(0), signal: new AbortController().signal }
}

function verify(request: WireRequest, now = then): Refusal['reason'] | 'accepted' {
  const signature = readSignature(request, new URLSearchParams(request.url.split('?')[1] ?? ''))
  return verifySignature(request, signature!, secret, now)?.reason ?? 'accepted'
}

describe.each([
  ['in a header', inHeader, withHeader],
  ['in the address', presigned, inAddress],
] as const)('a signature %s', (_, vectors, build) => {
  it.each(vectors.map(vector => [vector.name, vector] as const))('counts %s as AWS does', (_name, vector) => {
    expect(verify(build(vector))).toBe('accepted')
  })

  it.each(vectors.map(vector => [vector.name, vector] as const))('is of nothing else: %s', (_name, vector) => {
    const request = build(vector)
    const flip = (text: string, at: number) => text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1)
    expect(verify({ ...request, method: 'PUT' })).toBe('mismatch')
    expect(verify({ ...request, url: request.url.replace(/(?=\?|$)/, 'z') })).toBe('mismatch')
    expect(verify({ ...request, body: Buffer.concat([request.body, Buffer.from('x')]) })).toBe('mismatch')
    expect(verify({ ...request, headers: { ...request.headers, host: 'example.amazonaws.con' } })).toBe('mismatch')
    for (let at = 0; at < vector.signature.length; at += 7) {
      expect(verify(build({ ...vector, signature: flip(vector.signature, at) }))).toBe('mismatch')
    }
  })
})

it('a signature is good for fifteen minutes either way, a presigned address until its end', () => {
  const minute = 60_000
  expect([-16, -14, 14, 16].map(minutes => verify(withHeader(inHeader[0]!), then + minutes * minute))).toEqual([
    'expired',
    'accepted',
    'accepted',
    'expired',
  ])
  expect([-16, -14, 59, 61].map(minutes => verify(inAddress(presigned[0]!), then + minutes * minute))).toEqual([
    'expired',
    'accepted',
    'accepted',
    'expired',
  ])
})
