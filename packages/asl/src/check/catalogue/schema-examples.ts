import type { RuleId } from './rule-catalogue.ts'
import { choice, jsonata, oneState, type RuleExample, task } from './rule-example.ts'

const processor = { StartAt: 'B', States: { B: { Type: 'Pass', End: true } } }
const distributed = { ...processor, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }

/** One example for each rule on texts, fields and values. */
export const SCHEMA_EXAMPLES = {
  'json-syntax': { definition: '{"StartAt": "A",}', location: '[Source: (String)"{"StartAt": "A",}"; line: 1, column: 18]' },
  'no-definition': { definition: ' ', location: '/' },
  'definition-size': { definition: `{"Comment": "${'x'.repeat(1_048_576)}"}` },
  'too-deep': { definition: '['.repeat(2_000) },
  'value-type': { definition: oneState({ Type: 'Pass', Comment: 1 }), location: '/States/A/Comment' },
  'missing-fields': { definition: { StartAt: 'A' }, location: '/' },
  'unsupported-field': { definition: oneState({ Type: 'Pass', Retry: [] }), location: '/States/A' },
  'jsonata-field': { definition: oneState({ Type: 'Pass', Output: 1 }), location: '/States/A' },
  'jsonpath-field': { definition: jsonata({ Type: 'Pass', InputPath: '$.a' }), location: '/States/A' },
  'language-downgrade': { definition: jsonata({ Type: 'Pass', QueryLanguage: 'JSONPath' }), location: '/States/A' },
  'exclusive-fields': { definition: oneState({ Type: 'Wait', Seconds: 1, SecondsPath: '$.s' }), location: '/States/A' },
  'one-of-fields': { definition: oneState({ Type: 'Wait' }), location: '/States/A' },
  'any-of-fields': {
    definition: oneState({ Type: 'Map', ItemBatcher: {}, ItemProcessor: distributed }),
    location: '/States/A/ItemBatcher',
  },
  'state-type': { definition: oneState({ Type: 'Job' }), location: '/States/A/Type' },
  'enum-value': { definition: oneState({ Type: 'Pass', QueryLanguage: 'JQ' }), location: '/States/A/QueryLanguage' },
  'empty-value': { definition: oneState({ Type: 'Parallel', Branches: [] }), location: '/States/A/Branches' },
  'minimum-value': { definition: oneState(task({ TimeoutSeconds: 0 })), location: '/States/A/TimeoutSeconds' },
  'maximum-value': { definition: oneState({ Type: 'Wait', Seconds: 100_000_000 }), location: '/States/A/Seconds' },
  'timestamp-format': { definition: oneState({ Type: 'Wait', Timestamp: '2026-03-14' }), location: '/States/A/Timestamp' },
  'end-false': { definition: { StartAt: 'A', States: { A: { Type: 'Pass', End: false } } }, location: '/States/A/End' },
  'path-syntax': { definition: oneState({ Type: 'Pass', InputPath: 'order' }), location: '/States/A/InputPath' },
  'reference-path': { definition: oneState({ Type: 'Pass', ResultPath: '$.a[*]' }), location: '/States/A/ResultPath' },
  'template-path': { definition: oneState({ Type: 'Pass', Parameters: { 'id.$': 'order' } }), location: '/States/A/Parameters' },
  'template-path-type': { definition: oneState({ Type: 'Pass', Parameters: { 'ids.$': ['$.id'] } }), location: '/States/A/Parameters' },
  'rule-kind': {
    definition: choice([{ Variable: '$.paid', BooleanEquals: true, Not: { Variable: '$.sent', BooleanEquals: true }, Next: 'Done' }]),
    location: '/States/A/Choices[0]',
  },
  'condition-expression': {
    definition: { QueryLanguage: 'JSONata', ...choice([{ Condition: '$states.input.ok', Next: 'Done' }]) },
    location: '/States/A/Choices[0]/Condition',
  },
  'expression-expected': {
    definition: jsonata({ Type: 'Map', Items: '$states.input.items', ItemProcessor: processor }),
    location: '/States/A/Items',
  },
  'jsonata-syntax': { definition: jsonata({ Type: 'Pass', Output: { sum: '{% 1 + %}' } }), location: '/States/A/Output/sum' },
  'jsonata-top-level': { definition: jsonata({ Type: 'Pass', Output: '{% order.id %}' }), location: '/States/A/Output' },
  'jsonata-error-output': { definition: jsonata({ Type: 'Pass', Output: '{% $states.errorOutput %}' }), location: '/States/A/Output' },
  'jsonata-result': { definition: jsonata({ Type: 'Pass', Output: '{% $states.result %}' }), location: '/States/A/Output' },
  'jsonata-delimiters': { definition: jsonata({ Type: 'Pass', Output: '{% $states.input ' }), location: '/States/A/Output' },
  'variable-name': { definition: oneState({ Type: 'Pass', Assign: { '1st': 1 } }), location: '/States/A/Assign/1st' },
  'variable-name-length': {
    definition: oneState({ Type: 'Pass', Assign: { ['x'.repeat(81)]: 1 } }),
    location: `/States/A/Assign/${'x'.repeat(81)}`,
  },
  'variable-reserved': { definition: oneState({ Type: 'Pass', Assign: { states: 1 } }), location: '/States/A/Assign/states' },
  'shadowed-variable': {
    definition: {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { total: 0 }, Next: 'M' },
        M: {
          Type: 'Map',
          ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', Assign: { total: 1 }, End: true } } },
          End: true,
        },
      },
    },
    location: '/States/M/ItemProcessor/States/I/Assign/total',
  },
  'states-all': {
    definition: oneState(task({ Retry: [{ ErrorEquals: ['States.ALL', 'Busy'] }] })),
    location: '/States/A/Retry[0]/ErrorEquals[0]',
  },
  'max-delay': {
    definition: oneState(task({ Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 10, MaxDelaySeconds: 10 }] })),
    location: '/States/A/Retry[0]/MaxDelaySeconds',
  },
  'heartbeat-timeout': { definition: oneState(task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 })), location: '/States/A/HeartbeatSeconds' },
  'resource-arn': { definition: oneState({ Type: 'Task', Resource: 'orders' }), location: '/States/A/Resource' },
  'resource-unknown': {
    definition: oneState({ Type: 'Task', Resource: 'arn:aws:states:::sns:publish.sync', Parameters: { Message: 'paid' } }),
    location: '/States/A/Resource',
  },
  'parameter-unknown': {
    definition: oneState({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'check', payload: {} } }),
    location: '/States/A/Parameters',
  },
  'parameter-missing': {
    definition: oneState({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { 'Payload.$': '$' } }),
    location: '/States/A/Parameters',
  },
  'parameters-missing': {
    definition: oneState({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' }),
    location: '/States/A/Resource',
  },
  'parameter-text': {
    definition: oneState({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'check', Qualifier: 7 } }),
    location: '/States/A/Parameters',
  },
  'activity-credentials': {
    definition: oneState({
      Type: 'Task',
      Resource: 'arn:aws:states:us-east-1:123456789012:activity:check',
      Credentials: { RoleArn: 'arn:aws:iam::123456789012:role/other' },
    }),
    location: '/States/A/Credentials',
  },
  'map-resource': {
    definition: oneState({
      Type: 'Map',
      ItemReader: { Resource: 'arn:aws:states:::dynamodb:getItem', Parameters: {} },
      ItemProcessor: distributed,
    }),
    location: '/States/A/ItemReader/Resource',
  },
  'csv-header-location': {
    definition: oneState({
      Type: 'Map',
      ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'CSV' }, Parameters: {} },
      ItemProcessor: distributed,
    }),
    location: '/States/A/ItemReader/ReaderConfig',
  },
  'express-activity': {
    definition: oneState({ Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:check' }),
    options: { type: 'EXPRESS' },
    location: '/States/A/Resource',
  },
  'express-pattern': {
    definition: oneState({
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: { QueueUrl: 'https://queue', 'MessageBody.$': '$$.Task.Token' },
    }),
    options: { type: 'EXPRESS' },
    location: '/States/A/Resource',
  },
  'express-distributed-map': {
    definition: oneState({ Type: 'Map', ItemProcessor: distributed }),
    options: { type: 'EXPRESS' },
    location: '/States/A/ItemProcessor/ProcessorConfig/Mode',
  },
  'distributed-only': { definition: oneState({ Type: 'Map', Label: 'orders', ItemProcessor: processor }), location: '/States/A' },
  label: { definition: oneState({ Type: 'Map', Label: 'my orders', ItemProcessor: distributed }), location: '/States/A/Label' },
  'label-length': {
    definition: oneState({ Type: 'Map', Label: 'x'.repeat(41), ItemProcessor: distributed }),
    location: '/States/A/Label',
  },
  'duplicate-label': {
    definition: {
      StartAt: 'A',
      States: {
        A: { Type: 'Map', Label: 'same', ItemProcessor: distributed, Next: 'C' },
        C: {
          Type: 'Map',
          Label: 'same',
          ItemProcessor: { ...distributed, StartAt: 'D', States: { D: { Type: 'Pass', End: true } } },
          End: true,
        },
      },
    },
    location: '/States/C/Label',
  },
  'state-name': {
    definition: { StartAt: 'x'.repeat(81), States: { ['x'.repeat(81)]: { Type: 'Pass', End: true } } },
    location: `/States/${'x'.repeat(81)}`,
  },
  'duplicate-state-name': {
    definition: oneState({ Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }] }),
    location: '/States/A/Branches[0]/States/A',
  },
  'missing-target': {
    definition: choice([{ Variable: '$.paid', BooleanEquals: true, Next: 'Ship' }]),
    location: '/States/A/Choices[0]/Next',
  },
  'unreachable-state': {
    definition: { StartAt: 'A', States: { A: { Type: 'Pass', End: true }, B: { Type: 'Pass', End: true } } },
    location: '/States/B',
  },
  'no-terminal-state': { definition: { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } } },
  'no-dollar': { definition: oneState({ Type: 'Pass', Parameters: { id: '$.order.id' } }), location: '/States/A/Parameters/id' },
  'no-path': { definition: { StartAt: 'A', States: { A: { Type: 'Fail', Error: '$.error' } } }, location: '/States/A/Error' },
  'static-result': { definition: oneState({ Type: 'Pass', Result: { 'id.$': '$.order.id' } }), location: '/States/A/Result/id.$' },
} as const satisfies Partial<Record<RuleId, RuleExample>>
