import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { roundRobin } from './round-robin.ts'

/** A node that answers the call with what it was asked, or with this failure. */
async function node(failure?: string): Promise<string> {
  const server = createServer((request, response) => {
    const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '')
    response.writeHead(failure === undefined ? 200 : 500).end(JSON.stringify(failure === undefined ? { operation } : { __type: failure }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const goesOn = (): AbortSignal => new AbortController().signal
/** Nobody listens there. */
const gone = 'http://127.0.0.1:1'

test('the next node is tried where one has gone or has lost what it served', async () => {
  const urls = [gone, await node('InternalFailure'), await node()]
  const call = roundRobin(() => urls, goesOn(), { whyHopeless: () => undefined })
  expect(await call('ListActivities', {})).toEqual({ ok: true, body: { operation: 'ListActivities' } })
  expect(call.retries).toBe(2)
  call.close()
})

test('a call that nobody will ever answer ends, and says why', async () => {
  let lives = 2
  const call = roundRobin(() => [gone], goesOn(), {
    whyHopeless: () => (--lives === 0 ? 'all nodes have ended: out of memory' : undefined),
  })
  await expect(call('ListActivities', {})).rejects.toThrow(
    'ListActivities is answered by nobody any more: all nodes have ended: out of memory',
  )
  expect(call.retries).toBe(1)
})

test('what a node answers is an answer, though there is no hope for a next one', async () => {
  const url = await node()
  const call = roundRobin(() => [url], goesOn(), { whyHopeless: () => 'all nodes have ended' })
  expect((await call('ListActivities', {})).ok).toBe(true)
  call.close()
})

test('nobody is waited for longer than told, nor when the round is over', async () => {
  await expect(roundRobin(() => [], goesOn(), { patienceMs: 40 })('ListActivities', {})).rejects.toThrow(
    'no node has answered ListActivities for 40 ms',
  )
  await expect(roundRobin(() => [], AbortSignal.abort())('ListActivities', {})).rejects.toThrow('the round is over')
})
