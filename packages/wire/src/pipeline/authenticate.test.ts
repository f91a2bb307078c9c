import { expect, it } from 'vitest'
import { authenticate } from './authenticate.ts'

const options = {
  ...({ mode: 'trust', defaultAccountId: '123456789012', defaultRegion: 'us-east-1', credential: () => undefined, now: () => 0 } as const),
  partition: (region: string) => (region.startsWith('cn-') ? 'aws-cn' : 'aws'),
}

function rootOf(accessKeyId: string, region: string): string {
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261123/${region}/states/aws4_request, SignedHeaders=host, Signature=00`
  const request = { method: 'POST', url: '/', headers: { authorization }, body: new Uint8Array(0), signal: new AbortController().signal }
  return authenticate(request, new URLSearchParams(), options).caller.arn
}

it('whoever is trusted is the root of the account that he names, in the partition that he names, whoever came before', () => {
  expect(rootOf('test', 'us-east-1')).toBe('arn:aws:iam::123456789012:root')
  expect(rootOf('test', 'cn-north-1')).toBe('arn:aws-cn:iam::123456789012:root')
  expect(rootOf('210987654321', 'cn-north-1')).toBe('arn:aws-cn:iam::210987654321:root')
  expect(rootOf('210987654321', 'us-east-1')).toBe('arn:aws:iam::210987654321:root')
  expect(rootOf('test', 'us-east-1')).toBe('arn:aws:iam::123456789012:root')
})
