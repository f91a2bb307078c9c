import { describe } from 'vitest'
import { type RunnerPlace, taskRunnerContract } from '../contracts/task-runner-contract.ts'
import { fakeClock } from '../memory/fake-clock.ts'
import type { ServiceAnswer } from '../ports/service-caller.ts'
import type { FunctionResult } from '../ports/tasks.ts'
import { activities } from './activities.ts'
import { assumingRoles } from './assuming-roles.ts'
import { lambdaConnector } from './lambda.ts'
import { serviceConnector } from './service.ts'

const place = 'arn:aws:states:us-east-1:123456789012'
const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:f'

/** What answers until it is broken; tasks of functions and services are settled once all promises are. */
function outside() {
  let isBroken = false
  return {
    breakOutside: () => {
      isBroken = true
    },
    async answer<T>(value: T): Promise<T> {
      if (isBroken) throw new Error('the outside is broken')
      return value
    },
    settle: () => new Promise<void>(resolve => setImmediate(resolve)),
  }
}

function functions(resource: string): RunnerPlace {
  const { answer, ...rest } = outside()
  const returned: FunctionResult = { outcome: 'returned', payload: '{"b":2}', executedVersion: '$LATEST', requestId: 'q' }
  const runner = lambdaConnector({
    api: { arnOf: name => `arn:aws:lambda:us-east-1:123456789012:function:${name}`, headers: () => [] },
    region: 'us-east-1',
    authorizer: { authorize: () => ({ allowed: true }) },
    acceptor: { accept: () => answer({ outcome: 'accepted', requestId: 'q' }) },
    invoker: { invoke: () => answer(returned) },
  })
  return { ...rest, runner, resource, input: { FunctionName: 'f', Payload: {} } }
}

/** Executions that have ended as soon as anybody asks. */
function nested(mode: '' | '.sync' | '.sync:2', partition = 'aws'): RunnerPlace {
  const { answer, ...rest } = outside()
  const output = { ExecutionArn: `${place}:execution:c:n`, StartDate: 1, Status: 'SUCCEEDED', Input: '{}', Output: '{"o":1}' }
  const caller = {
    reach: () => 'here' as const,
    find: () => undefined,
    call: () => answer<ServiceAnswer>({ outcome: 'answered', output, http: { status: 200, requestId: 'q', headers: [] } }),
  }
  const runner = serviceConnector({ caller, clock: fakeClock(), ends: { sfn: async () => undefined } })
  return { ...rest, runner, resource: `arn:${partition}:states:::states:startExecution${mode}`, input: { StateMachineArn: 'c' } }
}

function service(name: string): RunnerPlace {
  const { answer, ...rest } = outside()
  const http = { status: 200, requestId: 'q', headers: [] }
  const answered: ServiceAnswer = { outcome: 'answered', output: { MessageId: 'm' }, http }
  const caller = {
    reach: () => 'here' as const,
    find: (scope: string) => (scope === 'sqs' ? { prefix: 'Sqs', operation: 'SendMessage' } : undefined),
    call: () => answer(answered),
  }
  const runner = serviceConnector({ caller, clock: fakeClock() })
  return { ...rest, runner, resource: `arn:aws:states:::${name}`, input: { QueueUrl: 'q', MessageBody: 'b' } }
}

describe('functions by their ARN', () => {
  taskRunnerContract(() => functions(functionArn))
})

describe.each(['aws', 'aws-cn'])('lambda:invoke in the partition %s', partition => {
  taskRunnerContract(() => functions(`arn:${partition}:states:::lambda:invoke`), { takesTokens: true })
})

describe.each(['aws', 'aws-us-gov'])('executions in the partition %s', partition => {
  taskRunnerContract(() => nested('', partition), { takesTokens: true })
})

describe.each(['.sync', '.sync:2'] as const)('executions whose end is waited for: %s', mode => {
  taskRunnerContract(() => nested(mode))
})

describe('an optimized integration', () => {
  taskRunnerContract(() => service('sqs:sendMessage'), { takesTokens: true })
})

describe('an AWS SDK integration, with the roles of Credentials before it', () => {
  taskRunnerContract(
    () => {
      const opened = service('aws-sdk:sqs:sendMessage')
      return { ...opened, runner: assumingRoles(opened.runner, { mayAssume: () => true }) }
    },
    { takesTokens: true },
  )
})

describe('activities', () => {
  taskRunnerContract(
    () => {
      const clock = fakeClock()
      const { runner } = activities({ runtime: { deliver: async () => true }, clock })
      return { runner, resource: `${place}:activity:a`, input: {}, settle: async () => clock.advance(60_000) }
    },
    { endsTasks: false },
  )
})
