import {
  anyPath,
  argumentsField,
  assign,
  catchField,
  inputOutput,
  named,
  number,
  numberPath,
  parameters,
  resultPath,
  resultSelector,
  retry,
  transition,
} from './field-shapes.ts'
import type { ObjectShape } from './shape.ts'

const nextOrEnd = ['Next', 'End'] as const
const messagePath = {
  value: { kind: 'reference-path', context: true, variable: true, intrinsic: true },
  only: 'JSONPath',
} as const

export type StateType = 'Task' | 'Wait' | 'Pass' | 'Succeed' | 'Fail' | 'Choice' | 'Parallel' | 'Map'

/** In the order in which AWS lists them. */
export const STATE_TYPES: readonly StateType[] = ['Task', 'Wait', 'Pass', 'Succeed', 'Fail', 'Choice', 'Parallel', 'Map']

export const STATE_SHAPES: Readonly<Record<StateType, ObjectShape>> = {
  Pass: {
    fields: {
      ...named,
      ...transition,
      ...inputOutput,
      Result: { value: { kind: 'any' }, only: 'JSONPath' },
      Parameters: parameters,
      ResultPath: resultPath,
      Assign: assign,
    },
    required: ['Type'],
    oneOf: [nextOrEnd],
  },
  Task: {
    fields: {
      ...named,
      ...transition,
      ...inputOutput,
      Resource: { value: { kind: 'resource' } },
      Parameters: parameters,
      Arguments: argumentsField,
      ResultSelector: resultSelector,
      ResultPath: resultPath,
      Assign: assign,
      Retry: retry,
      Catch: catchField,
      TimeoutSeconds: number('TimeoutSeconds'),
      TimeoutSecondsPath: numberPath,
      HeartbeatSeconds: number('HeartbeatSeconds'),
      HeartbeatSecondsPath: numberPath,
      Credentials: { value: { kind: 'object', shape: 'Credentials' } },
    },
    required: ['Type', 'Resource'],
    oneOf: [nextOrEnd],
    exclusive: [
      ['TimeoutSeconds', 'TimeoutSecondsPath'],
      ['HeartbeatSeconds', 'HeartbeatSecondsPath'],
    ],
  },
  Choice: {
    fields: {
      ...named,
      ...inputOutput,
      Choices: { value: { kind: 'list', shape: 'ChoiceRule', nonEmpty: true } },
      Default: { value: { kind: 'string' } },
      Assign: assign,
    },
    required: ['Type', 'Choices'],
  },
  Wait: {
    fields: {
      ...named,
      ...transition,
      ...inputOutput,
      Seconds: number('Seconds'),
      SecondsPath: anyPath,
      Timestamp: { value: { kind: 'timestamp' } },
      TimestampPath: anyPath,
      Assign: assign,
    },
    required: ['Type'],
    oneOf: [nextOrEnd, ['SecondsPath', 'Seconds', 'TimestampPath', 'Timestamp']],
  },
  Succeed: { fields: { ...named, ...inputOutput }, required: ['Type'] },
  Fail: {
    fields: {
      ...named,
      Error: { value: { kind: 'string', expression: true } },
      ErrorPath: messagePath,
      Cause: { value: { kind: 'string', expression: true } },
      CausePath: messagePath,
    },
    required: ['Type'],
    exclusive: [
      ['Error', 'ErrorPath'],
      ['Cause', 'CausePath'],
    ],
  },
  Parallel: {
    fields: {
      ...named,
      ...transition,
      ...inputOutput,
      Branches: { value: { kind: 'list', shape: 'Branch', nonEmpty: true } },
      Parameters: parameters,
      Arguments: argumentsField,
      ResultSelector: resultSelector,
      ResultPath: resultPath,
      Assign: assign,
      Retry: retry,
      Catch: catchField,
    },
    required: ['Type', 'Branches'],
    oneOf: [nextOrEnd],
  },
  Map: {
    fields: {
      ...named,
      ...transition,
      ...inputOutput,
      ItemProcessor: { value: { kind: 'object', shape: 'Processor' } },
      Iterator: { value: { kind: 'object', shape: 'Processor' } },
      ItemsPath: anyPath,
      Items: { value: { kind: 'expressions', types: ['array', 'object'] }, only: 'JSONata' },
      ItemSelector: { value: { kind: 'template', root: 'any' } },
      Parameters: parameters,
      ItemReader: { value: { kind: 'object', shape: 'ItemReader' } },
      ItemBatcher: { value: { kind: 'object', shape: 'ItemBatcher' } },
      ResultWriter: { value: { kind: 'object', shape: 'ResultWriter' } },
      MaxConcurrency: number('MaxConcurrency'),
      MaxConcurrencyPath: numberPath,
      ToleratedFailureCount: number('ToleratedFailureCount'),
      ToleratedFailureCountPath: numberPath,
      ToleratedFailurePercentage: number('ToleratedFailurePercentage'),
      ToleratedFailurePercentagePath: numberPath,
      Label: { value: { kind: 'string' } },
      ResultSelector: resultSelector,
      ResultPath: resultPath,
      Assign: assign,
      Retry: retry,
      Catch: catchField,
    },
    required: ['Type'],
    oneOf: [nextOrEnd, ['ItemProcessor', 'Iterator']],
    exclusive: [
      ['ItemSelector', 'Parameters'],
      ['MaxConcurrency', 'MaxConcurrencyPath'],
      ['ToleratedFailureCount', 'ToleratedFailureCountPath'],
      ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
    ],
  },
}

export function isStateType(text: string): text is StateType {
  return Object.hasOwn(STATE_SHAPES, text)
}
