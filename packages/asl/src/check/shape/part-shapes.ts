import { MAX_SECONDS } from '../../definition/number-bounds.ts'
import { argumentsField, assign, number, numberPath, output, parameters, queryLanguage, resultPath, text } from './field-shapes.ts'
import type { ObjectShape, ShapeName } from './shape.ts'
import type { StateType } from './state-shapes.ts'

const states = { value: { kind: 'states' } } as const
const errorNames = { value: { kind: 'error-names' } } as const
const resource = { value: { kind: 'resource' } } as const

type PartName = Exclude<ShapeName, StateType | 'ChoiceRule' | 'NestedRule'>

/** Everything that is neither a state nor a choice rule. */
export const PART_SHAPES: Readonly<Record<PartName, ObjectShape>> = {
  StateMachine: {
    fields: {
      Comment: text,
      QueryLanguage: queryLanguage,
      StartAt: text,
      States: states,
      Version: { value: { kind: 'enum', values: ['1.0'] } },
      // AWS takes 0 here, and in IntervalSeconds.
      TimeoutSeconds: { value: { kind: 'integer', min: 0, max: MAX_SECONDS } },
    },
    required: ['States', 'StartAt'],
  },
  Branch: { fields: { Comment: text, StartAt: text, States: states }, required: ['States', 'StartAt'] },
  Processor: {
    fields: { Comment: text, StartAt: text, States: states, ProcessorConfig: { value: { kind: 'object', shape: 'ProcessorConfig' } } },
    required: ['States', 'StartAt'],
  },
  ProcessorConfig: {
    fields: {
      Mode: { value: { kind: 'enum', values: ['INLINE', 'DISTRIBUTED'] } },
      ExecutionType: { value: { kind: 'enum', values: ['STANDARD', 'EXPRESS'] } },
    },
    required: [],
  },
  Retrier: {
    fields: {
      Comment: text,
      ErrorEquals: errorNames,
      IntervalSeconds: { value: { kind: 'integer', min: 0, max: MAX_SECONDS } },
      MaxAttempts: { value: { kind: 'integer', min: 0, max: MAX_SECONDS } },
      BackoffRate: { value: { kind: 'number', min: 1 } },
      MaxDelaySeconds: { value: { kind: 'integer', min: 1, max: 31_622_400 } },
      JitterStrategy: { value: { kind: 'enum', values: ['NONE', 'FULL'] } },
    },
    required: ['ErrorEquals'],
  },
  Catcher: {
    fields: { Comment: text, ErrorEquals: errorNames, Next: text, ResultPath: resultPath, Assign: assign, Output: output },
    required: ['ErrorEquals', 'Next'],
  },
  Credentials: {
    fields: { RoleArn: { value: { kind: 'string', expression: true } }, 'RoleArn.$': { value: { kind: 'string' }, only: 'JSONPath' } },
    required: [],
    exclusive: [['RoleArn', 'RoleArn.$']],
  },
  ItemReader: {
    fields: {
      Resource: resource,
      Parameters: parameters,
      Arguments: argumentsField,
      ReaderConfig: { value: { kind: 'object', shape: 'ReaderConfig' } },
    },
    required: ['Resource'],
  },
  ReaderConfig: {
    fields: {
      InputType: { value: { kind: 'enum', values: ['CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST'] } },
      ManifestType: { value: { kind: 'enum', values: ['S3_INVENTORY', 'ATHENA_DATA'] } },
      Transformation: { value: { kind: 'enum', values: ['NONE', 'LOAD_AND_FLATTEN'] } },
      CSVDelimiter: { value: { kind: 'enum', values: ['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'] } },
      CSVHeaderLocation: { value: { kind: 'enum', values: ['FIRST_ROW', 'GIVEN'] } },
      CSVHeaders: { value: { kind: 'texts' } },
      ItemsPointer: { value: { kind: 'string' } },
      MaxItems: number('MaxItems'),
      MaxItemsPath: numberPath,
    },
    required: [],
    exclusive: [['MaxItems', 'MaxItemsPath']],
  },
  ItemBatcher: {
    fields: {
      BatchInput: { value: { kind: 'template', root: 'any' } },
      MaxItemsPerBatch: number('MaxItemsPerBatch'),
      MaxItemsPerBatchPath: numberPath,
      MaxInputBytesPerBatch: number('MaxInputBytesPerBatch'),
      MaxInputBytesPerBatchPath: numberPath,
    },
    required: [],
    anyOf: [['MaxItemsPerBatch', 'MaxItemsPerBatchPath', 'MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath']],
    exclusive: [
      ['MaxItemsPerBatch', 'MaxItemsPerBatchPath'],
      ['MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'],
    ],
  },
  ResultWriter: {
    fields: {
      Resource: resource,
      Parameters: parameters,
      Arguments: argumentsField,
      WriterConfig: { value: { kind: 'object', shape: 'WriterConfig' } },
    },
    required: [],
    // An empty one is accepted, and fails the state (a comment of AWS's own in the CDK's DistributedMap).
    asks: { Resource: ['Parameters', 'Arguments'] },
  },
  WriterConfig: {
    fields: {
      Transformation: { value: { kind: 'enum', values: ['NONE', 'COMPACT', 'FLATTEN'] } },
      OutputType: { value: { kind: 'enum', values: ['JSON', 'JSONL'] } },
    },
    required: [],
  },
}
