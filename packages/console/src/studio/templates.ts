/** A machine to begin with. */
export interface Template {
  id: 'blank' | 'evenOdd' | 'map' | 'approval' | 'saga' | 'poll'
  definition: Record<string, unknown>
}

const invoke = (name: string, more: Record<string, unknown> = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: name, 'Payload.$': '$' },
  ResultSelector: { 'result.$': '$.Payload' },
  ...more,
})
const call = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`
const undo = (next: string) => [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: next }]

export const TEMPLATES: readonly Template[] = [
  { id: 'blank', definition: { StartAt: '', States: {} } },
  {
    id: 'evenOdd',
    definition: {
      Comment: 'Draws a number and calls the function that fits it',
      StartAt: 'NumberGenerator',
      States: {
        NumberGenerator: { Type: 'Task', Resource: call('EvenOrOdd-number-generator'), Next: 'IsNumberEven' },
        IsNumberEven: { Type: 'Choice', Choices: [{ Variable: '$.is_even', BooleanEquals: true, Next: 'Even' }], Default: 'Odd' },
        Even: { Type: 'Task', Resource: call('EvenOrOdd-even'), End: true },
        Odd: { Type: 'Task', Resource: call('EvenOrOdd-odd'), End: true },
      },
    },
  },
  {
    id: 'map',
    definition: {
      StartAt: 'For each item',
      States: {
        'For each item': {
          Type: 'Map',
          ItemsPath: '$.items',
          MaxConcurrency: 5,
          ItemProcessor: {
            ProcessorConfig: { Mode: 'INLINE' },
            StartAt: 'Process item',
            States: { 'Process item': invoke('process-item', { End: true }) },
          },
          End: true,
        },
      },
    },
  },
  {
    id: 'approval',
    definition: {
      StartAt: 'Ask for approval',
      States: {
        'Ask for approval': {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
          Parameters: { FunctionName: 'ask-a-person', Payload: { 'token.$': '$$.Task.Token', 'request.$': '$' } },
          TimeoutSeconds: 86_400,
          Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Nobody answered' }],
          Next: 'Approved?',
        },
        'Approved?': { Type: 'Choice', Choices: [{ Variable: '$.approved', BooleanEquals: true, Next: 'Done' }], Default: 'Refused' },
        Done: { Type: 'Succeed' },
        Refused: { Type: 'Fail', Error: 'Refused' },
        'Nobody answered': { Type: 'Fail', Error: 'NobodyAnswered' },
      },
    },
  },
  {
    id: 'saga',
    definition: {
      StartAt: 'Reserve',
      States: {
        Reserve: invoke('reserve', { Catch: undo('Order failed'), Next: 'Charge' }),
        Charge: invoke('charge', { Catch: undo('Release'), Next: 'Ship' }),
        Ship: invoke('ship', { Catch: undo('Refund'), Next: 'Order done' }),
        'Order done': { Type: 'Succeed' },
        Refund: invoke('refund', { Next: 'Release' }),
        Release: invoke('release', { Next: 'Order failed' }),
        'Order failed': { Type: 'Fail', Error: 'OrderFailed' },
      },
    },
  },
  {
    id: 'poll',
    definition: {
      StartAt: 'Start job',
      States: {
        'Start job': invoke('start-job', { Next: 'Wait a little' }),
        'Wait a little': { Type: 'Wait', Seconds: 30, Next: 'Ask for status' },
        'Ask for status': invoke('job-status', { Next: 'Is it done?' }),
        'Is it done?': {
          Type: 'Choice',
          Choices: [
            { Variable: '$.result.status', StringEquals: 'DONE', Next: 'Done' },
            { Variable: '$.result.status', StringEquals: 'FAILED', Next: 'Job failed' },
          ],
          Default: 'Wait a little',
        },
        Done: { Type: 'Succeed' },
        'Job failed': { Type: 'Fail', Error: 'JobFailed' },
      },
    },
  },
]
