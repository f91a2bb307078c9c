import { expect, it } from 'vitest'
import { health } from './health.ts'
import { listen } from './listener.ts'

it('tells that all is well, with the facts of the moment, and leaves other requests alone', async () => {
  let running = 1
  const listener = await listen({
    ...{ host: '127.0.0.1', port: 0, routes: [health(() => ({ version: '1', runningExecutions: running }))] },
    dispatch: async () => ({ status: 200, headers: {}, body: 'an AWS call' }),
    report: message => expect.unreachable(message),
    senderOf: () => 'owner',
  })
  const url = `http://127.0.0.1:${listener.port}`
  running = 2
  const answer = await fetch(`${url}/_pasos/health`)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(await answer.json()).toEqual({ status: 'ok', version: '1', runningExecutions: 2 })
  expect(await (await fetch(`${url}/_pasos/health`, { method: 'POST' })).text()).toBe('an AWS call')
  await listener.close()
})
