import { QueryClient } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { askedAgainAfterMs, isAskedAgain, triesOf } from './asked-again.ts'
import { ApiError, errorOf } from './aws-json.ts'

/** How often a page's question is asked that always fails so, and what the page can say then. */
async function asked(error: unknown): Promise<number[]> {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: isAskedAgain, retryDelay: 0 } } })
  let count = 0
  const failing = () => {
    count++
    return Promise.reject(error)
  }
  await queries.fetchQuery({ queryKey: ['x'], retry: isAskedAgain, queryFn: failing }).catch(() => undefined)
  queries.clear()
  return [count, triesOf(error)]
}
const refused = (name: string, status: number) => new ApiError(name, '', undefined, status)

it('asks again where the server failed or was too busy, whatever the words for it, and knows how often it asked', async () => {
  for (const status of [500, 502, 503, 429]) expect(await asked(refused(`HTTP ${status}`, status)), String(status)).toEqual([3, 3])
  for (const name of [
    'ThrottlingException',
    'Throttling',
    'TooManyRequestsException',
    'SlowDown',
    'ProvisionedThroughputExceededException',
  ])
    expect(await asked(refused(name, 400)), name).toEqual([3, 3])
})

it('gives the server a little longer each time', () => {
  expect([0, 1].map(askedAgainAfterMs)).toEqual([500, 1_000])
})

it('takes a refusal for an answer', async () => {
  for (const status of [400, 401, 403, 404, 409, 413])
    expect(await asked(refused('ValidationException', status)), String(status)).toEqual([1, 1])
  expect(await asked(new ApiError('InvalidURI', '', undefined))).toEqual([1, 1])
})

it('asks once more where nobody answered', async () => {
  expect(await asked(new TypeError('Failed to fetch'))).toEqual([2, 2])
  expect(await asked('no error')).toEqual([2, 1])
})

it.for([
  ['{"code":503,"message":"Busy."}', 'HTTP 503', 'Busy.'],
  ['{"code":"x#Busy:http","message":{"text":"later"},"Message":"Later."}', 'Busy', 'Later.'],
  ['null', 'HTTP 503', 'Out'],
  ['"Busy."', 'HTTP 503', 'Out'],
  ['Busy.', 'HTTP 503', 'Out'],
] as const)('takes what a proxy says, %s, for the refusal that it is, and asks again', async ([text, name, message]) => {
  const error = errorOf(new Response(text, { status: 503, statusText: 'Out' }), text)
  expect(error).toMatchObject({ name, message, status: 503 })
  expect(await asked(error)).toEqual([3, 3])
})

it('knows the status of every refusal', () => {
  const answer = new Response('{"message":"Later."}', { status: 503, headers: { 'x-amzn-requestid': 'r' } })
  expect(errorOf(answer, '{"message":"Later."}')).toMatchObject({ name: 'HTTP 503', message: 'Later.', status: 503, requestId: 'r' })
})
