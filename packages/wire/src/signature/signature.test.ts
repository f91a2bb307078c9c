import { expect, test } from 'vitest'
import { IncompleteSignatureError, readCredential, readSignature } from './signature.ts'

const read = (authorization: string) => {
  const headers = { authorization, 'x-amz-date': '20260101T000000Z' }
  const request = { method: 'POST', url: '/', headers, body: new Uint8Array(0), signal: new AbortController().signal }
  return readSignature(request, new URLSearchParams())
}

const scope = '20260101/us-east-1/states/aws4_request'

test('the parts of the header may stand in any order, with or without spaces, and of several the last counts', () => {
  const expected = { accessKeyId: 'AKID', signedHeaders: ['host', 'x-amz-date'], signature: '0b', service: 'states', region: 'us-east-1' }
  expect(read(`AWS4-HMAC-SHA256 Credential=AKID/${scope}, SignedHeaders=Host;X-Amz-Date, Signature=0b`)).toMatchObject(expected)
  expect(read(`AWS4-HMAC-SHA256 Signature=0a,Other=1,Signature=0b,,SignedHeaders=host;x-amz-date,Credential=AKID/${scope}`)).toMatchObject(
    expected,
  )
})

test('what is lacking is named, each time anew', () => {
  const text =
    "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization=AWS4-HMAC-SHA256"
  for (let time = 0; time < 2; time++) {
    expect(() => read('AWS4-HMAC-SHA256 SignedHeaders=host, Signature=')).toThrow(new IncompleteSignatureError(text))
    expect(() => readCredential('AKID/20260101')).toThrow("got 'AKID/20260101'")
  }
})

test('thousands of keys, and a text of any length, are read as the first', () => {
  for (let at = 0; at < 3_000; at++) expect(readCredential(`KEY${at}/${scope}`).accessKeyId).toBe(`KEY${at}`)
  const long = 'K'.repeat(2_000)
  for (let time = 0; time < 2; time++) expect(readCredential(`${long}/${scope}`).accessKeyId).toBe(long)
})
