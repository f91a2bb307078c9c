import { expect, test } from 'vitest'
import type { ServiceAnswer } from '../ports/service-caller.ts'
import type { TaskRequest } from '../ports/tasks.ts'
import { serviceConnector } from './service.ts'

const http = { status: 200, requestId: 'q', headers: [] }

test('an answer at once that breaks on its way lets go of what its operation has prepared', () => {
  const fates: boolean[] = []
  const output = Object.defineProperty({}, 'MessageId', {
    enumerable: true,
    get() {
      throw new Error('a defect')
    },
  })
  const effects = { writes: [], settle: (committed: boolean) => void fates.push(committed) }
  const caller = {
    reach: () => 'here' as const,
    find: () => undefined,
    call: () => Promise.reject(new Error('not asked')),
    atOnce: () => (): ServiceAnswer => ({ outcome: 'answered', output, http, effects }),
  }
  const resource = 'arn:aws:states:::sqs:sendMessage'
  const connector = serviceConnector({ caller, clock: { now: () => 0, at: () => () => undefined } })
  const request: TaskRequest = {
    ...{ executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:m:e', task: 3, idempotencyToken: 'q', stateName: 'S' },
    ...{ resource, input: {}, roleArn: 'role', stateMachineArn: 'm' },
  }
  expect(() => connector.atOnce?.(resource)?.(request)).toThrow('a defect')
  expect(fates).toEqual([false])
})
