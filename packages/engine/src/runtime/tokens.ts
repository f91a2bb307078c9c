import { createHmac, timingSafeEqual } from 'node:crypto'
import { parseJson, type StepEvent, type TaskId } from '@pasos/asl'
import type { ExecutionNumber } from '../ports/journal.ts'
import type { Runtime } from '../ports/runtime.ts'

/**
 * Task tokens: which execution and which task, signed with the journal's secret. So a token needs no table to be understood, and
 * nobody can make one up. The execution's ARN is signed too, so that a token never fits another execution.
 */
export interface TaskTokens {
  issue(number: ExecutionNumber, executionArn: string, task: TaskId): string
  /** What a token claims; `isGenuine` must still be asked. */
  read(token: string): { number: ExecutionNumber; task: TaskId } | undefined
  isGenuine(token: string, executionArn: string): boolean
}

const tokenBytes = 48

/** `former`: numbers that executions had in another store, in tokens that were given out there. */
export function taskTokens(secret: Buffer, former: ReadonlyMap<ExecutionNumber, ExecutionNumber> = new Map()): TaskTokens {
  const sign = (place: Buffer, executionArn: string): Buffer => createHmac('sha256', secret).update(place).update(executionArn).digest()

  const decode = (token: string): Buffer | undefined => {
    const bytes = Buffer.from(token, 'base64url')
    return bytes.length === tokenBytes && bytes.toString('base64url') === token ? bytes : undefined
  }

  return {
    issue(number, executionArn, task) {
      const place = Buffer.alloc(16)
      place.writeDoubleBE(number, 0)
      place.writeDoubleBE(task, 8)
      return Buffer.concat([place, sign(place, executionArn)]).toString('base64url')
    },
    read(token) {
      const bytes = decode(token)
      if (bytes === undefined) return undefined
      const number = bytes.readDoubleBE(0)
      return { number: former.get(number) ?? number, task: bytes.readDoubleBE(8) }
    },
    isGenuine(token, executionArn) {
      const bytes = decode(token)
      return bytes !== undefined && timingSafeEqual(bytes.subarray(16), sign(bytes.subarray(0, 16), executionArn))
    },
  }
}

/** What the holder of a token tells, as an event of its task. */
export function tokenEvent(task: TaskId, told: Parameters<Runtime['deliverByToken']>[1]): StepEvent {
  switch (told.type) {
    case 'TaskSucceeded':
      return { type: 'TaskSucceeded', task, output: parseJson(told.output), outputText: told.output }
    case 'TaskFailed':
      return { ...told, task }
    case 'TaskHeartbeat':
      return { type: 'TaskHeartbeat', task }
    default:
      return told satisfies never
  }
}
