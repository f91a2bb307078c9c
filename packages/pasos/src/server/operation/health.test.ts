import { expect, it } from 'vitest'
import { listen } from '../listener.ts'
import { health, type Wellbeing } from './health.ts'

it('tells that all is well, with the facts of the moment, and leaves other requests alone', async () => {
  let running = 1
  let wellbeing: Wellbeing = { isDraining: false, reasons: [] }
  const listener = await listen({
    ...{
      host: '127.0.0.1',
      port: 0,
      routes: [
        health(
          () => ({ version: '1', runningExecutions: running }),
          () => wellbeing,
        ),
      ],
    },
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
  wellbeing = { isDraining: false, reasons: ['the disk is nearly full'] }
  expect(await (await fetch(`${url}/_pasos/health`)).json()).toMatchObject({ status: 'degraded', reasons: ['the disk is nearly full'] })
  wellbeing = { isDraining: true, reasons: [] }
  const draining = await fetch(`${url}/_pasos/health`)
  expect(draining.status).toBe(503)
  expect(await draining.json()).toMatchObject({ status: 'draining' })
  await listener.close()
})
