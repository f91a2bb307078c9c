import type { TurnWrite } from '../ports/journal.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'

/** Writes and records of the suites, with everything that they do not care for. */
export const emptyWrite = {
  history: [],
  frames: [],
  removedFrames: [],
  nextFrameId: 0,
  setTimers: [],
  clearedTimers: [],
} satisfies Omit<TurnWrite, 'number'>

export const arn = (name: string): string => `arn:aws:states:us-east-1:123456789012:execution:machine:${name}`

export function record(name: string, more: Partial<ExecutionRecord> = {}): ExecutionRecord {
  return {
    executionArn: arn(name),
    stateMachineArn: 'machine',
    definitionId: 'd',
    roleArn: 'role',
    name,
    type: 'STANDARD',
    status: 'RUNNING',
    startDate: 1,
    input: '{}',
    redriveCount: 0,
    ...more,
  }
}

export function chunk(firstId: number, lastId: number) {
  const ids = Array.from({ length: lastId - firstId + 1 }, (_, index) => firstId + index)
  const text = JSON.stringify(ids.map(id => ({ id, previousEventId: id - 1, timestamp: 0, type: 'PassStateEntered' })))
  return { firstId, lastId, text, sum: lastId }
}
