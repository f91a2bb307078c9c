import { expect, test } from 'vitest'
import { checkDefinition } from './check-definition.ts'
import { COMPARISONS } from './shape/choice-shapes.ts'

/** What AWS answers to each of these, as people who asked it wrote down in September 2026 (ValidateStateMachineDefinition and real stacks). */
const FUNCTION = 'arn:aws:states:::lambda:invoke'
const inner = { StartAt: 'X', States: { X: { Type: 'Pass', End: true } } }
const config = (ProcessorConfig: object) => ({ Type: 'Map', ItemProcessor: { ...inner, ProcessorConfig } })
const distributed = config({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' })
const reader = (ReaderConfig: object) => ({
  ...distributed,
  ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig, Parameters: { Bucket: 'b', Key: 'k' } },
})
const task = { Type: 'Task', Resource: FUNCTION, Parameters: { FunctionName: 'f' } }
const retried = (retrier: object) => ({ ...task, Retry: [{ ErrorEquals: ['E'], ...retrier }] })
const rule = (fields: object) => ({ Type: 'Choice', Choices: [{ ...fields, Next: 'N' }], End: undefined })
const activity = { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:x' }
const kinds = 'The object must have only one of the following fields, [And, Or, Not, Variable, Condition]'
const schema = (text: string) => `SCHEMA_VALIDATION_FAILED: ${text}`

const REFUSED: readonly [state: object, refusals: string[], machine?: object][] = [
  [{ Type: 'Pass', End: undefined }, [schema('This object should have only one of the following fields: [Next, End] at /States/S')]],
  [{ Type: 'Map' }, [schema('This object should have only one of the following fields: [ItemProcessor, Iterator] at /States/S')]],
  [
    { Type: 'Wait', Seconds: 5, Timestamp: '2030-01-01T00:00:00Z' },
    [schema('There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/S')],
  ],
  [{ Type: 'Pass' }, [schema('Value should be one of the following: [1.0] at /Version')], { Version: '2.0' }],
  [{ Type: 'Pass' }, [schema('Value should be one of the following: [JSONPath, JSONata] at /QueryLanguage')], { QueryLanguage: 'X' }],
  [
    config({ Mode: 'DISTRIBUTED', ExecutionType: 'X' }),
    [schema('Value should be one of the following: [STANDARD, EXPRESS] at /States/S/ItemProcessor/ProcessorConfig/ExecutionType')],
  ],
  [
    config({ Mode: 'INLINE', ExecutionType: 'STANDARD' }),
    [schema("Field 'ExecutionType' is not supported at /States/S/ItemProcessor/ProcessorConfig")],
  ],
  [retried({ JitterStrategy: 'X' }), [schema('Value should be one of the following: [NONE, FULL] at /States/S/Retry[0]/JitterStrategy')]],
  [rule({}), [schema(`${kinds} at /States/S/Choices[0]`)]],
  [rule({ NumericEquals: 1 }), [schema(`${kinds} at /States/S/Choices[0]`)]],
  [rule({ Variable: '$.a', NumericEquals: 1, Or: [{ Variable: '$.a', NumericEquals: 2 }] }), [schema(`${kinds} at /States/S/Choices[0]`)]],
  [
    rule({ Variable: '$.a' }),
    [schema(`This object should have only one of the following fields: [${COMPARISONS.join(', ')}] at /States/S/Choices[0]`)],
  ],
  [
    rule({ Variable: '$.a', NumericEquals: 1, StringEquals: 'a' }),
    [schema(`There should only be one of the following fields: [${COMPARISONS.join(', ')}] at /States/S/Choices[0]`)],
  ],
  [
    rule({ Condition: '{% true %}' }),
    [
      schema("The QueryLanguage is set to 'JSONPath', but field 'Condition' is only supported for the 'JSONata' QueryLanguage") +
        ' at /States/S/Choices[0]',
    ],
  ],
  [
    { Type: 'Pass', Output: { a: ['{% 1'] } },
    [schema('JSONata string must start with {% and end with %} at /States/S/Output/a[0]')],
    { QueryLanguage: 'JSONata' },
  ],
  [
    { Type: 'Pass', Assign: { states: 1 } },
    ["RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'. at /States/S/Assign/states"],
  ],
  [
    { Type: 'Pass', Assign: { 'a-b': 1 } },
    ["INVALID_VARIABLE_NAME: Invalid variable name 'a-b': the variable name contains invalid characters. at /States/S/Assign/a-b"],
  ],
  [{ Type: 'Task', Resource: FUNCTION }, [schema(`Parameters field is required for resource ARN: ${FUNCTION} at /States/S/Resource`)]],
  [
    { Type: 'Task', Resource: FUNCTION },
    [schema(`Arguments field is required for resource ARN: ${FUNCTION} at /States/S/Resource`)],
    { QueryLanguage: 'JSONata' },
  ],
  [{ ...task, Parameters: {} }, [schema("The field 'FunctionName' is required but was missing at /States/S/Parameters")]],
  [{ ...task, Credentials: {} }, [schema("The field 'RoleArn' is required but was missing at /States/S/Credentials")]],
  [
    { ...activity, Credentials: { RoleArn: 'arn:aws:iam::123456789012:role/r' } },
    [schema("The field 'Credentials' is not supported for activities at /States/S/Credentials")],
  ],
  [
    { ...distributed, ItemReader: { Resource: 'arn:aws:states:::s3:putObject', Parameters: {} } },
    [schema("The field 'Resource' does not match any of the allowed values at /States/S/ItemReader/Resource")],
  ],
  [reader({ InputType: 'CSV' }), [schema("The field 'CSVHeaderLocation' is required at /States/S/ItemReader/ReaderConfig")]],
  [
    reader({ InputType: 'JSON', CSVHeaderLocation: 'FIRST_ROW' }),
    [schema("Field 'CSVHeaderLocation' is not supported at /States/S/ItemReader/ReaderConfig")],
  ],
  [
    reader({ InputType: 'CSV', CSVHeaderLocation: 'GIVEN' }),
    [schema('These fields are required: [CSVHeaders] at /States/S/ItemReader/ReaderConfig')],
  ],
  [
    { ...distributed, Label: 'a'.repeat(41) },
    [
      `INVALID_LABEL_NAME: Invalid Label name: Label '${'a'.repeat(41)}' exceeds the 40-character limit allowed by the service at /States/S/Label`,
    ],
  ],
]

const machineOf = (state: object, machine: object = {}) => {
  const S = { End: true, ...state }
  const goesOn = JSON.stringify(state).includes('"Next":"N"')
  return { ...machine, StartAt: 'S', States: { S, ...(goesOn && { N: { Type: 'Succeed' } }) } }
}
const errorsOf = (definition: object) =>
  checkDefinition(JSON.stringify(definition)).flatMap(({ severity, code, message, location }) =>
    severity === 'ERROR' ? [`${code}: ${message} at ${location}`] : [],
  )

test.for(REFUSED)('%j is refused in AWS’s words', ([state, refusals, machine]) => {
  expect(errorsOf(machineOf(state, machine))).toEqual(refusals)
})

test('a name of 81 characters is refused with what AWS says of it', () => {
  const name = 'A'.repeat(81)
  expect(errorsOf({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } })).toEqual([
    `INVALID_STATE_NAME: Invalid State name: State '${name}' exceeds the 80-character limit allowed by the service at /States/${name}`,
  ])
})

test('what AWS takes, and what nobody has seen it refuse, is taken: 0 seconds, no delay, empty parameters, files of a manifest', () => {
  expect(errorsOf(machineOf(retried({ IntervalSeconds: 0 }), { TimeoutSeconds: 0 }))).toEqual([])
  expect(errorsOf(machineOf(config({ ExecutionType: 'STANDARD' })))).toEqual([])
  expect(errorsOf(machineOf(reader({ InputType: 'CSV', ManifestType: 'ATHENA_DATA' })))).toEqual([])
  expect(errorsOf(machineOf({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:listBuckets', Parameters: {} }))).toEqual([])
})
