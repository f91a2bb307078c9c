import { expect, test } from 'vitest'
import { checkDefinition } from '../check-definition.ts'

const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' }
const inner = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }
const map = { Type: 'Map', ItemProcessor: inner }
const distributed = { Type: 'Map', ItemProcessor: { ...inner, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } } }
const choice = (rule: object) => ({ Type: 'Choice', Choices: [{ Next: 'Z', ...rule }], Default: 'Z' })
const caught = (how: object) => ({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z', ...how }], End: true })
const reader = { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSON' } }

/** Every field of a state that can read a variable, with one that nothing assigns. */
const IN_JSONPATH: Readonly<Record<string, object>> = {
  InputPath: { Type: 'Pass', InputPath: '$nope.a', End: true },
  OutputPath: { Type: 'Pass', OutputPath: '$nope', End: true },
  Parameters: { Type: 'Pass', Parameters: { list: [{ 'x.$': '$nope.a' }] }, End: true },
  'an intrinsic function': { Type: 'Pass', Parameters: { 'x.$': "States.Format('{}', States.ArrayLength($nope))" }, End: true },
  'a filter': { Type: 'Pass', Parameters: { 'x.$': '$.a[?(@.b == $nope.c)]' }, End: true },
  'a function of paths': { Type: 'Pass', Parameters: { 'x.$': '$.a.concat($nope)' }, End: true },
  ResultSelector: { ...task, Parameters: { FunctionName: 'f' }, ResultSelector: { 'x.$': '$nope' }, End: true },
  Assign: { Type: 'Pass', Assign: { 'x.$': 'States.JsonToString($nope)' }, End: true },
  SecondsPath: { Type: 'Wait', SecondsPath: '$nope', End: true },
  TimestampPath: { Type: 'Wait', TimestampPath: '$nope', End: true },
  TimeoutSecondsPath: { ...task, Parameters: { FunctionName: 'f' }, TimeoutSecondsPath: '$nope', End: true },
  HeartbeatSecondsPath: { ...task, Parameters: { FunctionName: 'f' }, HeartbeatSecondsPath: '$nope', End: true },
  Credentials: { ...task, Parameters: { FunctionName: 'f' }, Credentials: { 'RoleArn.$': "States.Format('{}', $nope)" }, End: true },
  Variable: choice({ Not: { Variable: '$nope.a', StringEquals: 'x' } }),
  StringEqualsPath: choice({ Variable: '$.a', StringEqualsPath: '$nope' }),
  'Assign of a rule': choice({ Variable: '$.a', IsPresent: true, Assign: { 'q.$': '$nope' } }),
  'Assign of a catcher': { ...task, Parameters: { FunctionName: 'f' }, ...caught({ Assign: { 'q.$': '$nope' } }) },
  ErrorPath: { Type: 'Fail', ErrorPath: '$nope.Error' },
  CausePath: { Type: 'Fail', CausePath: '$nope.Cause' },
  'CausePath of an intrinsic function': { Type: 'Fail', CausePath: 'States.JsonToString($nope)' },
  ItemsPath: { ...map, ItemsPath: '$nope', End: true },
  ItemSelector: { ...map, ItemSelector: { 'x.$': '$nope' }, End: true },
  MaxConcurrencyPath: { ...map, MaxConcurrencyPath: '$nope', End: true },
  ToleratedFailurePercentagePath: { ...distributed, ToleratedFailurePercentagePath: '$nope', End: true },
  ToleratedFailureCountPath: { ...distributed, ToleratedFailureCountPath: '$nope', End: true },
  ItemReader: { ...distributed, ItemReader: { ...reader, Parameters: { 'Bucket.$': '$nope', Key: 'k' } }, End: true },
  ItemBatcher: { ...distributed, ItemBatcher: { MaxItemsPerBatchPath: '$nope' }, End: true },
}

const IN_JSONATA: Readonly<Record<string, object>> = {
  Output: { Type: 'Pass', Output: { list: ['{% $nope.a %}'] }, End: true },
  Assign: { Type: 'Pass', Assign: { x: '{% $nope %}' }, End: true },
  Arguments: { ...task, Arguments: { FunctionName: '{% $nope %}' }, End: true },
  TimeoutSeconds: { ...task, Arguments: { FunctionName: 'f' }, TimeoutSeconds: '{% $nope %}', End: true },
  Credentials: { ...task, Arguments: { FunctionName: 'f' }, Credentials: { RoleArn: '{% $nope %}' }, End: true },
  'Output of a catcher': { ...task, Arguments: { FunctionName: 'f' }, ...caught({ Output: '{% $nope %}' }) },
  Condition: choice({ Condition: '{% $nope = 1 %}' }),
  Seconds: { Type: 'Wait', Seconds: '{% $nope %}', End: true },
  Timestamp: { Type: 'Wait', Timestamp: '{% $nope %}', End: true },
  Error: { Type: 'Fail', Error: '{% $nope %}' },
  Cause: { Type: 'Fail', Cause: "{% 'it was ' & $nope %}" },
  Items: { ...map, Items: '{% $nope %}', End: true },
  MaxConcurrency: { ...map, MaxConcurrency: '{% $nope %}', End: true },
}

test.each([
  ...Object.entries(IN_JSONPATH).map(([field, state]) => ['JSONPath', field, state] as const),
  ...Object.entries(IN_JSONATA).map(([field, state]) => ['JSONata', field, state] as const),
])('in %s, %s that reads a variable which nothing assigns is told so, and no more once it is assigned', (QueryLanguage, _, state) => {
  const found = (first: object) => {
    const rest = JSON.stringify(state).includes('"Z"') ? { Z: { Type: 'Succeed' } } : {}
    const definition = { QueryLanguage, StartAt: 'A', States: { A: { Type: 'Pass', ...first, Next: 'B' }, B: state, ...rest } }
    const findings = checkDefinition(JSON.stringify(definition))
    expect(findings.filter(({ severity }) => severity === 'ERROR')).toEqual([])
    return findings.filter(({ rule }) => rule === 'undefined-variable').map(({ parameters }) => parameters['variable'])
  }
  expect(found({})).toEqual(['$nope'])
  expect(found({ Assign: { nope: 1 } })).toEqual([])
})

test('a scope assigns no variable that one around it assigns, wherever and however', () => {
  const found = (outer: object, within: object) => {
    const mapped = (processor: object) => ({ Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: processor } }, Next: 'Z' })
    const States = { A: { Type: 'Pass', Next: 'M', ...outer }, M: mapped(within), Z: { Type: 'Pass', Assign: { late: 1 }, End: true } }
    const findings = checkDefinition(JSON.stringify({ StartAt: 'A', States }), { advice: false })
    return findings.map(({ severity, code, location, message }) => `${severity} ${code} ${location} ${message}`)
  }
  const refused = (name: string, key = name, at = 'States/I') => [
    `ERROR SCHEMA_VALIDATION_FAILED /States/M/ItemProcessor/${at}/Assign/${key} Variable '${name}' is assigned in an outer scope`,
  ]
  const assign = (Assign: object) => ({ Type: 'Pass', Assign, End: true })
  expect(found({ Assign: { a: 1 } }, assign({ a: 2 }))).toEqual(refused('a'))
  expect(found({ Assign: { 'a.$': '$.a' } }, assign({ 'a.$': '$.b' }))).toEqual(refused('a', 'a.$'))
  expect(found({}, assign({ late: 2 }))).toEqual(refused('late'))
  const inner = { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: assign({ a: 2 }) } }], End: true }
  expect(found({ Assign: { a: 1 } }, inner)).toEqual(refused('a', 'a', 'States/I/Branches[0]/States/B'))
  const caught = [{ ErrorEquals: ['States.ALL'], Assign: { a: 1 }, Next: 'Z' }]
  const tried = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f' } }
  expect(found({ ...tried, Catch: caught }, assign({ a: 2 }))).toEqual(refused('a'))
  const chosen = { Choices: [{ Variable: '$.a', IsPresent: true, Assign: { a: 1 }, Next: 'M' }] }
  expect(found({ Type: 'Choice', Next: undefined, ...chosen, Default: 'M' }, assign({ a: 2 }))).toEqual(refused('a'))
  expect(found({ Assign: { a: 1 } }, assign({ b: 2 }))).toEqual([])
  const branches = ['B', 'C'].map(name => ({ StartAt: name, States: { [name]: assign({ same: 1 }) } }))
  expect(found({}, { Type: 'Parallel', Branches: branches, End: true })).toEqual([])
})

test('a name that a deployment writes is no name yet, so nobody can say what it hides', () => {
  const inner = { StartAt: 'I', States: { I: { Type: 'Pass', Assign: { '${Name}': 2 }, End: true } } }
  const States = { A: { Type: 'Pass', Assign: { '${Name}': 1 }, Next: 'M' }, M: { Type: 'Map', ItemProcessor: inner, End: true } }
  const found = (substitutions: boolean) =>
    checkDefinition(JSON.stringify({ StartAt: 'A', States }), { advice: false, substitutions }).filter(
      ({ rule }) => rule === 'shadowed-variable',
    )
  expect(found(true)).toEqual([])
  expect(found(false)).toHaveLength(1)
})
