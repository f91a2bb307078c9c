import { expect, test } from 'vitest'
import { numberMap } from './number-map.ts'
import { residency } from './residency.ts'
import type { Delivery, Run } from './run.ts'

test('what was read in for an event counts until that is on disk, or can’t be kept', async () => {
  const posted: Delivery[] = []
  const runs = numberMap<Run>()
  let freed = 0
  const home = residency({
    journal: {
      find: async () => undefined,
      load: async number => ({
        record: {
          ...{ executionArn: `a${number}`, stateMachineArn: 'm', definitionId: 'd', roleArn: 'r', name: 'n', type: 'STANDARD' },
          ...{ status: 'RUNNING', startDate: 1, input: JSON.stringify('x'.repeat(3_000_000)), redriveCount: 0 },
        },
        ...{ number, frames: [], frameSizes: new Map(), tasks: new Map(), lastEventId: 1, nextFrameId: 1, sum: 0 },
      }),
    },
    interpreter: { restoreSnapshot: () => ({}) as never },
    definitions: { load: async () => ({}) },
    cache: { get: () => undefined, byArn: () => undefined, add: (run: Run) => runs.set(run.number, run) } as never,
    express: { get: () => undefined, byArn: () => undefined },
    environment: () => ({}) as never,
    post: (_run, delivery) => posted.push(delivery),
    freed: () => void freed++,
    onDefect: error => expect.unreachable(String(error)),
  })
  const told: string[] = []
  for (const number of [1, 2]) {
    const event = { type: 'TimerFired', timer: 't' } as const
    home.send(number, { event, done: outcome => told.push(outcome), failed: error => told.push(error.message) })
    await new Promise(resolve => setImmediate(resolve))
    expect(home.isFull).toBe(true)
    const [delivery] = posted.splice(0)
    const before = freed
    if (number === 1) delivery!.failed?.(new Error('too large'))
    else delivery!.done?.('taken')
    expect({ isFull: home.isFull, freed: freed - before }).toEqual({ isFull: false, freed: 1 })
  }
  expect(told).toEqual(['too large', 'taken'])
})
