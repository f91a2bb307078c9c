import type { ExecutionRecord, Runtime } from '@pasos/engine'
import { expect, test } from 'vitest'
import { recentExpress } from './recent-express.ts'

type Listener = Parameters<Runtime['subscribe']>[0]

const record = (name: string, more: Partial<ExecutionRecord> = {}): ExecutionRecord => ({
  ...{ executionArn: name, stateMachineArn: 'm', definitionId: 'd', roleArn: 'role', name, type: 'EXPRESS', status: 'RUNNING' },
  ...{ startDate: 0, input: '{}', redriveCount: 0, ...more },
})

test('the last five hundred Express executions are remembered, newest first, with what has become of them', () => {
  const listeners: Listener[] = []
  const express = recentExpress({
    subscribe(listener) {
      listeners.push(listener)
      return () => undefined
    },
  } as Pick<Runtime, 'subscribe'>)
  const tell = (record: ExecutionRecord) => listeners.forEach(listener => void listener({ record, events: [] }))
  for (let at = 0; at < 501; at++) tell(record(`e${at}`))
  tell(record('e500', { status: 'SUCCEEDED' }))
  tell(record('other', { type: 'STANDARD' }))
  const found = express.of('m')
  expect([found.length, found[0], found.at(-1)?.name]).toMatchObject([500, { name: 'e500', status: 'SUCCEEDED' }, 'e1'])
  expect([express.find('e0'), express.find('e1')?.record.name]).toEqual([undefined, 'e1'])
})
