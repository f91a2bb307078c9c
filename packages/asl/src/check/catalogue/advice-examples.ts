import type { RuleId } from './rule-catalogue.ts'
import { choice, FUNCTION, jsonata, oneState, type RuleExample, task } from './rule-example.ts'

const QUEUE = 'arn:aws:states:::sqs:sendMessage'

const kubernetes = { ClusterName: 'c', CertificateAuthority: 'a', Endpoint: 'e', Method: 'GET', Path: '/' }

/** One example for each piece of advice that AWS does not give. */
export const ADVICE_EXAMPLES = {
  'duplicate-key': {
    definition: '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Comment": "x", "Comment": "y", "End": true}}}',
    location: '/States/A/Comment',
  },
  'jsonata-eval': { definition: jsonata({ Type: 'Pass', Output: '{% $eval("1 + 1") %}' }), location: '/States/A/Output' },
  'payload-of-function': {
    definition: { StartAt: 'A', States: { A: task({ Next: 'B' }), B: { Type: 'Pass', InputPath: '$.Payload.is_even', End: true } } },
    location: '/States/B/InputPath',
  },
  'path-never-exists': {
    definition: {
      StartAt: 'A',
      States: { A: { Type: 'Pass', Result: { total: 3 }, Next: 'B' }, B: { Type: 'Pass', InputPath: '$.sum', End: true } },
    },
    location: '/States/B/InputPath',
  },
  island: {
    definition: {
      StartAt: 'A',
      States: { A: { Type: 'Pass', End: true }, B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Pass', Next: 'B' } },
    },
    location: '/States/B',
  },
  'unreachable-rule': {
    definition: choice([
      { Variable: '$.n', NumericGreaterThan: 5, Next: 'Done' },
      { Variable: '$.n', NumericGreaterThan: 10, Next: 'Done' },
    ]),
    location: '/States/A/Choices[1]',
  },
  'contradictory-rule': {
    definition: choice([
      {
        And: [
          { Variable: '$.n', NumericGreaterThan: 5 },
          { Variable: '$.n', NumericLessThan: 3 },
        ],
        Next: 'Done',
      },
    ]),
    location: '/States/A/Choices[0]',
  },
  'no-default': { definition: choice([{ Variable: '$.n', NumericEquals: 1, Next: 'Done' }], {}), location: '/States/A' },
  'result-path-overwrites': {
    definition: {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Result: { order: 1 }, Next: 'B' },
        B: task({ Parameters: { id: 7 }, ResultPath: '$.order', End: true }),
      },
    },
    location: '/States/B/ResultPath',
  },
  'catch-unreachable': {
    definition: {
      StartAt: 'A',
      States: {
        A: task({
          Catch: [
            { ErrorEquals: ['States.TaskFailed'], Next: 'Done' },
            { ErrorEquals: ['Busy'], Next: 'Done' },
          ],
          Next: 'Done',
        }),
        Done: { Type: 'Succeed' },
      },
    },
    location: '/States/A/Catch[1]',
  },
  'catch-impossible': {
    definition: {
      StartAt: 'A',
      States: { A: task({ Catch: [{ ErrorEquals: ['States.Runtime'], Next: 'Done' }], Next: 'Done' }), Done: { Type: 'Succeed' } },
    },
    location: '/States/A/Catch[0]',
  },
  'retry-unreachable': {
    definition: oneState(task({ Retry: [{ ErrorEquals: ['Busy'] }, { ErrorEquals: ['Busy'], MaxAttempts: 9 }] })),
    location: '/States/A/Retry[1]',
  },
  'retry-impossible': {
    definition: oneState(task({ Retry: [{ ErrorEquals: ['States.QueryEvaluationError'] }] })),
    location: '/States/A/Retry[0]',
  },
  'retry-never': {
    definition: oneState(task({ Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 0 }] })),
    location: '/States/A/Retry[0]',
  },
  'empty-result-writer': {
    definition: oneState({
      Type: 'Map',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'B',
        States: { B: { Type: 'Pass', End: true } },
      },
      ResultWriter: {},
    }),
    location: '/States/A/ResultWriter',
  },
  'token-without-timeout': {
    definition: oneState({
      Type: 'Task',
      Resource: `${QUEUE}.waitForTaskToken`,
      Parameters: { QueueUrl: 'orders', 'MessageBody.$': '$$.Task.Token' },
    }),
    location: '/States/A',
  },
  'token-not-passed': {
    definition: oneState({
      Type: 'Task',
      Resource: `${QUEUE}.waitForTaskToken`,
      TimeoutSeconds: 60,
      Parameters: { QueueUrl: 'orders', 'MessageBody.$': '$.order' },
    }),
    location: '/States/A',
  },
  'token-not-awaited': {
    definition: oneState({ Type: 'Task', Resource: QUEUE, Parameters: { QueueUrl: 'orders', 'MessageBody.$': '$$.Task.Token' } }),
    location: '/States/A',
  },
  'service-nowhere': {
    definition: oneState({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:rekognition:detectLabels', Parameters: {} }),
    options: { whyNotRun: () => ({ service: 'rekognition' }) },
    location: '/States/A/Resource',
  },
  'integration-not-run': {
    definition: oneState({ Type: 'Task', Resource: 'arn:aws:states:::eks:call', Parameters: kubernetes }),
    options: { whyNotRun: () => 'integration' },
    location: '/States/A/Resource',
  },
  'payload-size': { definition: oneState({ Type: 'Pass', Result: 'x'.repeat(262_144) }), location: '/States/A/Result' },
  'undefined-variable': { definition: jsonata({ Type: 'Pass', Output: '{% $total %}' }), location: '/States/A/Output' },
  'handler-file': {
    definition: oneState(task({})),
    options: { functions: { orders: { runtime: 'nodejs22.x', handler: 'src/main.handler', files: ['main.js'] } } },
    location: '/States/A/Resource',
  },
  'handler-format': {
    definition: oneState(task({})),
    options: { functions: { [FUNCTION]: { runtime: 'python3.13', handler: 'main', files: ['main.py'] } } },
    location: '/States/A/Resource',
  },
} as const satisfies Partial<Record<RuleId, RuleExample>>
