const account = 'us-east-1:123456789012'
export const functionArn = `arn:aws:lambda:${account}:function:torture`
export const activityArn = `arn:aws:states:${account}:activity:torture`
export const machineArn = (name: string): string => `arn:aws:states:${account}:stateMachine:${name}`
export const executionArn = (machine: string, name: string): string => `arn:aws:states:${account}:execution:${machine}:${name}`

/** What every function is told, so that its log says which attempt of which state it was. */
const place = {
  'execution.$': '$$.Execution.Id',
  'state.$': '$$.State.Name',
  'retry.$': '$$.State.RetryCount',
  'redrive.$': '$$.Execution.RedriveCount',
}

// A function's process may be killed under it; that is not the machine's fault and tried again.
const again = { ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 1, MaxAttempts: 30, BackoffRate: 1 }

const work = (more: object, retriers: object[] = []): object => ({
  Type: 'Task',
  Resource: functionArn,
  Parameters: { ...place, ...more },
  Retry: [...retriers, again],
})

/** The last state of a child of a distributed Map: one of its branches works, one waits. */
const twoAtOnce = {
  Type: 'Parallel',
  Branches: [
    { StartAt: 'Left', States: { Left: { ...work({}), End: true } } },
    { StartAt: 'Right', States: { Right: { Type: 'Wait', Seconds: 1, End: true } } },
  ],
  End: true,
}

/** The machines of the torture: between them, every kind of state and of task. All of them end, whatever is killed. */
export const machines = {
  tour: {
    StartAt: 'Sort',
    States: {
      Sort: { Type: 'Choice', Choices: [{ Variable: '$.kind', StringEquals: 'a', Next: 'Both' }], Default: 'Pause' },
      Pause: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 1, Next: 'Work' }, Work: { ...work({}), End: true } } },
          {
            StartAt: 'Flaky',
            States: {
              Flaky: { ...work({ fails: 1 }, [{ ErrorEquals: ['Flaky'], IntervalSeconds: 1, MaxAttempts: 3 }]), End: true },
            },
          },
        ],
        Next: 'Each',
      },
      Each: {
        Type: 'Map',
        MaxConcurrency: 2,
        ItemProcessor: { StartAt: 'Piece', States: { Piece: { ...work({ 'index.$': '$$.Map.Item.Index' }), End: true } } },
        ItemSelector: { 'item.$': '$$.Map.Item.Value' },
        Next: 'Doomed',
      },
      Doomed: {
        ...work({ fails: 99, error: 'Doomed' }, [{ ErrorEquals: ['Doomed'], IntervalSeconds: 1, MaxAttempts: 1 }]),
        Catch: [{ ErrorEquals: ['Doomed'], Next: 'Rescue' }],
        Next: 'Rescue',
      },
      Rescue: { Type: 'Pass', Next: 'Done' },
      Done: { Type: 'Succeed' },
    },
  },
  nested: {
    StartAt: 'Call',
    States: {
      Call: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Parameters: { StateMachineArn: machineArn('short'), Input: { kind: 'a', seconds: 1 } },
        End: true,
      },
    },
  },
  short: { StartAt: 'Nap', States: { Nap: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Bit' }, Bit: { ...work({}), End: true } } },
  worker: {
    StartAt: 'Do',
    States: {
      Do: {
        Type: 'Task',
        Resource: activityArn,
        TimeoutSeconds: 10,
        // An activity that was taken by a worker who never heard of it, as the server died: AWS too leaves that to the time limit.
        Retry: [
          { ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, MaxAttempts: 50, BackoffRate: 1 },
          { ErrorEquals: ['WorkerFailed'], IntervalSeconds: 1, MaxAttempts: 50, BackoffRate: 1 },
        ],
        Next: 'After',
      },
      After: { Type: 'Pass', End: true },
    },
  },
  token: {
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: { FunctionName: functionArn, Payload: { ...place, 'token.$': '$$.Task.Token' } },
        Retry: [again],
        Next: 'Then',
      },
      Then: { Type: 'Pass', End: true },
    },
  },
  redriven: {
    StartAt: 'Once',
    States: {
      Once: {
        Type: 'Task',
        Resource: functionArn,
        Parameters: { ...place, failsUntilRedrive: true },
        Retry: [{ ...again, ErrorEquals: ['Runtime.ExitError', 'Lambda.Unknown'] }],
        End: true,
      },
    },
  },
  spread: {
    StartAt: 'Items',
    States: {
      Items: { Type: 'Pass', Result: [10, 20, 30, 40, 50], Next: 'Spread' },
      Spread: {
        Type: 'Map',
        MaxConcurrency: 3,
        ItemSelector: { 'item.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index' },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Chore',
          States: { Chore: { ...work({}), Next: 'Doze' }, Doze: { Type: 'Wait', Seconds: 1, Next: 'Two' }, Two: twoAtOnce },
        },
        End: true,
      },
    },
  },
  endless: { StartAt: 'Ever', States: { Ever: { Type: 'Wait', Seconds: 86_400, End: true } } },
}

export type MachineName = keyof typeof machines

/** Logs each invocation before it does anything else, and what it is about to answer: a line that was written survives kill -9. */
export const functionCode = `
const fs = require('node:fs')
exports.handler = async (event, context) => {
  const attempt = [event.state, event.index ?? '', event.retry, event.redrive].join('/')
  const line = { executionArn: event.execution, stateName: event.state, attempt, token: context.awsRequestId }
  const log = more => fs.appendFileSync(process.env.INVOCATIONS, JSON.stringify({ ...line, ...more }) + '\\n')
  const fail = name => { log({}); const error = new Error('by design'); error.name = name; throw error }
  if (event.token) { log({ taskToken: event.token }); return {} }
  if ((event.fails ?? 0) > event.retry) fail(event.error ?? 'Flaky')
  if (event.failsUntilRedrive && event.redrive === 0) fail('NotYet')
  const answer = { n: crypto.randomUUID() }
  log({ answer: JSON.stringify(answer) })
  return answer
}
`
