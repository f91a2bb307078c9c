import { join } from 'node:path'
import type { ExecutionRecord } from '@pasos/engine'
import { openSqliteJournal } from '@pasos/store-sqlite'
import { machineArn, startRequest } from './engine.ts'
import { passChain } from './machines.ts'

/**
 * Fills a new folder's journal with executions that ended, written straight through the journal. `vary`: in what the one of an index
 * differs from the others.
 */
export async function seedPast(
  folder: string,
  count: number,
  vary: (index: number) => Partial<ExecutionRecord> = () => ({}),
): Promise<void> {
  const journal = await openSqliteJournal(join(folder, 'journal.db'), error => {
    throw error
  })
  const machine = passChain(1)
  const events = JSON.stringify([{ id: 1, previousEventId: 0, timestamp: 1, type: 'ExecutionStarted' }])
  const definition = { id: 'past', text: machine.definition }
  for (let at = 0; at < count; at += 2_000) {
    await new Promise<void>((resolve, reject) => {
      const size = Math.min(2_000, count - at)
      for (let index = 0; index < size; index++) {
        const { executionArn, name, roleArn, type, input } = startRequest(`past-${at + index}-${hashed(at + index)}`, machine)
        const isLast = index === size - 1
        journal.commit(
          {
            number: journal.allocate(),
            created: {
              ...{ executionArn, name, roleArn, type, input, stateMachineArn: machineArn, definitionId: definition.id },
              ...{ status: 'SUCCEEDED', startDate: 1, stopDate: 2, output: input, redriveCount: 0 },
              ...vary(at + index),
            },
            ...(at === 0 && index === 0 ? { definition } : {}),
            history: [{ firstId: 1, lastId: 1, text: events, sum: 0 }],
            ...{ frames: [], removedFrames: [], nextFrameId: 1 },
            ...{ setTimers: [], clearedTimers: [] },
          },
          error => {
            if (error) reject(error)
            else if (isLast) resolve()
          },
        )
      }
    })
  }
  await journal.close()
}

/** Names in no order, as UUIDs are. */
function hashed(index: number): string {
  return Math.imul(index + 1, 0x9e3779b1).toString(36)
}
