import { Agent, request } from 'node:http'
import { expect, it } from 'vitest'
import { listen } from './listener.ts'
import { bodyUpTo } from './small-body.ts'

it('what comes after a body that was too large is answered on the same connection', async () => {
  const listener = await listen({
    ...{ host: '127.0.0.1', port: 0 },
    routes: [
      (incoming, response) => {
        void bodyUpTo(incoming, 1_000).then(body => response.end(String(body?.length)))
        return true
      },
    ],
    dispatch: async () => ({ status: 404, headers: {}, body: '' }),
    report: () => {},
    senderOf: () => 'owner',
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const send = (bytes: number) =>
    new Promise<string>((resolve, reject) => {
      const sent = request({ agent, host: '127.0.0.1', port: listener.port, method: 'POST' }, async answer => {
        answer.setEncoding('utf8')
        resolve((await answer.toArray()).join(''))
      })
      sent.on('error', reject)
      sent.end(Buffer.alloc(bytes))
    })
  const answers: string[] = []
  for (const bytes of [1_000, 1_001, 2_000_000, 7, 2_000_000, 0]) answers.push(await send(bytes))
  expect(answers).toEqual(['1000', 'undefined', 'undefined', '7', 'undefined', '0'])
  agent.destroy()
  await listener.close()
})
