import { expect, it } from 'vitest'
import type { IncomingRequest } from '../operation.ts'
import { BodyError } from './bound-body.ts'
import { createDispatcher } from './dispatcher.ts'

const dispatch = createDispatcher({
  services: [
    { scope: 'lambda', operations: { CreateFunction: () => ({}), GetFunction: () => ({}) }, bodyLimits: { CreateFunction: 70_000_000 } },
    { scope: 'states', operations: { StartExecution: () => ({}) } },
  ],
  logger: { error: (_message, { error }) => expect.unreachable(String(error)) },
})

const signed = (scope: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKID/20261123/us-east-1/${scope}/aws4_request, SignedHeaders=host, Signature=00`,
})

/** The limit that the body of this request was read with, and what a refusal for its size says. */
async function limitOf(request: Pick<IncomingRequest, 'url' | 'headers'>): Promise<{ limit: number; status: number; body: string }> {
  let limit = 0
  const body = async (limitBytes: number) => {
    limit = limitBytes
    throw new BodyError('too-large')
  }
  const answer = await dispatch({ method: 'POST', signal: new AbortController().signal, ...request, body })
  return { limit, status: answer.status, body: String(answer.body) }
}

it('an operation takes as much as it declares, and says so', async () => {
  const { limit, status, body } = await limitOf({ url: '/2015-03-31/functions', headers: signed('lambda') })
  expect(limit).toBe(70_000_000)
  expect(status).toBe(413)
  expect(body).toContain('Request must be smaller than 70000000 bytes for the CreateFunction operation')
})

it('an operation that declares nothing takes 1 MiB, in every protocol', async () => {
  const target = { 'x-amz-target': 'AWSStepFunctions.StartExecution', ...signed('states') }
  expect(await limitOf({ url: '/', headers: target })).toMatchObject({ limit: 1_048_576, status: 413 })
  const form = { 'content-type': 'application/x-www-form-urlencoded', ...signed('iam') }
  expect(await limitOf({ url: '/', headers: form })).toMatchObject({ limit: 1_048_576, status: 413 })
  expect(await limitOf({ url: '/nothing', headers: {} })).toMatchObject({ limit: 1_048_576, status: 413 })
})

it('what nobody signed is never large', async () => {
  expect((await limitOf({ url: '/2015-03-31/functions', headers: {} })).limit).toBe(6 * 1_048_576)
})

it('a body that does not arrive is a 408 and no defect of ours', async () => {
  const body = () => Promise.reject(new BodyError('too-slow'))
  const signal = new AbortController().signal
  const answer = await dispatch({ method: 'POST', url: '/', headers: signed('states'), signal, body })
  expect(answer.status).toBe(408)
})
