import { describe, expect, test } from 'vitest'
import { RULES, type RuleId } from './catalogue/rule-catalogue.ts'
import { checkDefinition, checkStateDefinition } from './check-definition.ts'
import { EXAMPLES } from './report/reference-page.ts'

describe('each rule finds its example', () => {
  for (const [id, example] of Object.entries(EXAMPLES) as [RuleId, (typeof EXAMPLES)[RuleId]][]) {
    test(id, () => {
      const text = typeof example.definition === 'string' ? example.definition : JSON.stringify(example.definition)
      const findings = checkDefinition(text, example.options)
      const found = findings.find(finding => finding.rule === id)
      expect(found, JSON.stringify(findings)).toBeDefined()
      expect(found).toMatchObject({ code: RULES[id].code, severity: RULES[id].severity, origin: RULES[id].origin })
      expect(found?.location).toBe(example.location)
      const others = findings.filter(finding => finding.severity === 'ERROR' && finding.rule !== id)
      expect(others).toEqual([])
    })
  }
})

function errors(definition: unknown, options?: Parameters<typeof checkDefinition>[1]): string[] {
  return checkDefinition(JSON.stringify(definition), options)
    .filter(finding => finding.severity === 'ERROR')
    .map(finding => `${finding.message} at ${finding.location}`)
}

const pass = { Type: 'Pass', End: true }

test('a finding carries the line and column of the key it is about', () => {
  const text =
    '{\n  "StartAt": "A",\n  "States": {\n    "A": { "Type": "Pass", "End": true, "Foo": 1 },\n    "B": { "Type": "Succeed" }\n  }\n}'
  const [first, second] = checkDefinition(text)
  expect(first?.range?.start).toEqual({ offset: text.indexOf('"A": {'), line: 4, column: 5 })
  expect(second?.range?.start).toMatchObject({ line: 5, column: 5 })
})

test('states inside a Map take the language of the machine, not of the Map', () => {
  const processor = { StartAt: 'P', States: { P: { Type: 'Pass', Output: 1, End: true } } }
  const definition = { StartAt: 'M', States: { M: { Type: 'Map', QueryLanguage: 'JSONata', ItemProcessor: processor, End: true } } }
  expect(errors(definition)).toEqual([
    "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/M/ItemProcessor/States/P",
  ])
})

test('a language that is not exactly JSONPath is taken for JSONata', () => {
  const states = { P: { ...pass, Parameters: {} } }
  expect(errors({ QueryLanguage: 'jsonpath', StartAt: 'P', States: states })).toEqual([
    'Value should be one of the following: [JSONPath, JSONata] at /QueryLanguage',
    "The QueryLanguage is set to 'JSONata', but field 'Parameters' is only supported for the 'JSONPath' QueryLanguage at /States/P",
  ])
})

test('a choice of words that is no text is told as any other field that is none', () => {
  for (const field of ['Type', 'QueryLanguage'])
    expect(errors({ StartAt: 'P', States: { P: { ...pass, [field]: 5 } } })).toEqual([
      `Expected value of type String at /States/P/${field}`,
    ])
})

test('a path in the Result of a Pass state is warned of, with and without .$, at any depth', () => {
  const warned = (Result: unknown) =>
    checkDefinition(JSON.stringify({ StartAt: 'P', States: { P: { ...pass, Result } } })).map(({ code, location }) => `${code} ${location}`)
  expect(warned('$.order.id')).toEqual(['PASS_RESULT_IS_STATIC /States/P/Result'])
  expect(warned({ a: '$.x', 'b.$': '$.x', c: { d: ['$.x', { e: "States.Format('{}', $.x)" }] } })).toEqual([
    'PASS_RESULT_IS_STATIC /States/P/Result/a',
    'PASS_RESULT_IS_STATIC /States/P/Result/b.$',
    'PASS_RESULT_IS_STATIC /States/P/Result/c/d[1]/e',
  ])
  expect(warned({ price: '$5', text: 'a $.b', n: 1 })).toEqual([])
})

test('a processor has no QueryLanguage', () => {
  const definition = {
    StartAt: 'M',
    States: { M: { Type: 'Map', ItemProcessor: { QueryLanguage: 'JSONPath', StartAt: 'P', States: { P: pass } }, End: true } },
  }
  expect(errors(definition)).toEqual(["Field 'QueryLanguage' is not supported at /States/M/ItemProcessor"])
})

test('a dangling target is reported as Next whatever the field is, before the missing end', () => {
  const definition = {
    StartAt: 'A',
    States: { A: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'X' }], Default: 'Y' } },
  }
  expect(errors(definition)).toEqual([
    "Missing 'Next' target: X at /States/A/Choices[0]/Next",
    "Missing 'Next' target: Y at /States/A/Default",
    'Workflow has no terminal state at undefined',
  ])
})

test('a wrong StartAt leaves only the state that nothing names unreachable', () => {
  const definition = { StartAt: 'Not sure', States: { One: { Type: 'Pass', Next: 'Two' }, Two: { Type: 'Succeed' } } }
  expect(errors(definition)).toEqual(["Missing 'Next' target: Not sure at /StartAt", 'State "One" is not reachable. at /States/One'])
})

test('a number of a Map is limited, and its path may not read the context', () => {
  const map = (fields: object) => ({
    StartAt: 'M',
    States: { M: { Type: 'Map', ItemProcessor: { StartAt: 'P', States: { P: pass } }, ...fields, End: true } },
  })
  expect(errors(map({ MaxConcurrency: -1 }))).toEqual(['Minimum value is 0 at /States/M/MaxConcurrency'])
  expect(errors(map({ ToleratedFailurePercentage: 101 }))).toEqual(['Maximum value is 100.0 at /States/M/ToleratedFailurePercentage'])
  expect(errors(map({ MaxConcurrencyPath: '$$.Execution.Input.n' }))).toEqual([
    'Value is not a Reference Path at /States/M/MaxConcurrencyPath',
  ])
  expect(errors(map({ ItemsPath: '$$.Execution.Input.items' }))).toEqual([])
})

test('a Variable that is no path says how it should start', () => {
  const definition = {
    StartAt: 'A',
    States: {
      A: { Type: 'Choice', Choices: [{ Variable: 'Test', StringMatches: 'Test', Next: 'B' }], Default: 'B' },
      B: { Type: 'Succeed' },
    },
  }
  expect(errors(definition)).toEqual([
    "Value is not a Reference Path: Reference path didn't start with '$' at /States/A/Choices[0]/Variable",
  ])
})

test('express workflows refuse .sync and tokens in words that differ by a blank', () => {
  const definition = {
    StartAt: 'A',
    States: {
      A: { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2', Parameters: { StateMachineArn: 'a' }, End: true },
    },
  }
  expect(errors(definition, { type: 'EXPRESS' })).toEqual([
    "Express state machine does not support '.sync' service integration at /States/A/Resource",
  ])
  expect(errors(definition)).toEqual([])
  const token = { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', End: true } } }
  expect(errors(token, { type: 'EXPRESS' })).toContain(
    "Express state machine does not support '.waitForTaskToken' service integration  at /States/A/Resource",
  )
})

test('Express children of a distributed Map may do no more than other Express workflows', () => {
  const inner = (state: object) => ({ StartAt: 'B', States: { B: { End: true, ...state } } })
  const map = (state: object, config: object) => ({
    StartAt: 'A',
    States: { A: { Type: 'Map', ItemProcessor: { ProcessorConfig: config, ...inner(state) }, End: true } },
  })
  const express = { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }
  const sync = { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2', Parameters: { StateMachineArn: 'a' } }
  const activity = { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:check' }
  const refused = "Express state machine does not support '.sync' service integration at /States/A/ItemProcessor/States/B"
  expect(errors(map(sync, express))).toEqual([`${refused}/Resource`])
  expect(errors(map({ Type: 'Parallel', Branches: [{ StartAt: 'C', States: { C: { ...sync, End: true } } }] }, express))).toEqual([
    `${refused}/Branches[0]/States/C/Resource`,
  ])
  expect(errors(map(activity, express))).toEqual([
    'Express state machine does not support Activity ARN at /States/A/ItemProcessor/States/B/Resource',
  ])
  const nested = { Type: 'Map', ItemProcessor: { ProcessorConfig: express, StartAt: 'C', States: { C: { Type: 'Pass', End: true } } } }
  expect(errors(map(nested, express))).toEqual([
    "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines" +
      ' at /States/A/ItemProcessor/States/B/ItemProcessor/ProcessorConfig/Mode',
  ])
  for (const config of [
    { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    { Mode: 'INLINE', ExecutionType: 'EXPRESS' },
  ]) {
    expect(errors(map(sync, config)).join()).not.toContain('Express')
  }
})

test('what is no JSON object has one fault, and so has a machine that starts nowhere', () => {
  for (const text of [' ', '[]', '"a"', 'null']) {
    const findings = checkDefinition(text)
    expect(findings.map(({ code, message, location }) => [code, message, location])).toEqual([
      ['SCHEMA_VALIDATION_FAILED', 'Definition must be a valid JSON object', '/'],
    ])
  }
  expect(errors({ States: { A: pass, B: pass } })).toEqual(['These fields are required: [StartAt] at /'])
})

test('a text that is no JSON is located by its parser', () => {
  const source = '[Source: (String)"not a definition"; line: 1, column: 4]'
  const [found] = checkDefinition('not a definition')
  const expected = "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
  expect(found).toMatchObject({ code: 'INVALID_JSON_DESCRIPTION', message: `${expected}\n at ${source}`, location: source })
})

test('names inside predicates, groups and functions are not at the top level', () => {
  const output = '{% $map($states.input.items[price > 1]^(name).{"n": name}, function($i) { $i.n & $ }) %}'
  expect(errors({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { ...pass, Output: output } } })).toEqual([])
})

test('each top-level name is reported once', () => {
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: { A: { ...pass, Output: { v: '{% phone & $sum(a.b) & phone %}' } } },
  }
  expect(errors(definition)).toEqual([
    "Reference to 'phone' at the top level is not supported. at /States/A/Output/v",
    "Reference to 'a' at the top level is not supported. at /States/A/Output/v",
  ])
})

test('a single state is checked without its surroundings', () => {
  const findings = checkStateDefinition(JSON.stringify({ Type: 'Parallel', Branches: [], Next: 'Elsewhere' }))
  expect(findings.map(finding => [finding.message, finding.location])).toEqual([['Value cannot be empty', '/States/StateName/Branches']])
})

test('a Resource that is filled in before the deploy is accepted when that is said', () => {
  const definition = { StartAt: 'A', States: { A: { Type: 'Task', Resource: '${OrdersFunctionArn}', End: true } } }
  expect(errors(definition)).toEqual(['Value is not a valid resource ARN at /States/A/Resource'])
  expect(errors(definition, { substitutions: true })).toEqual([])
})

test('nothing is said of texts that a deployment fills in, but that they are texts', () => {
  const map = { ProcessorConfig: { Mode: '${Mode}', ExecutionType: '${Kind}' }, StartAt: 'I', States: { I: pass } }
  const definition = {
    StartAt: '${First}',
    States: {
      A: { Type: 'Wait', Timestamp: '${When}', Next: '${Next}' },
      B: {
        Type: 'Pass',
        InputPath: '$.${Key}',
        ResultPath: '${Place}',
        Parameters: { 'a.$': "$.items['${Key}'].b", 'b.$': '${Call}' },
        Next: 'C',
      },
      C: { Type: 'Choice', Choices: [{ Variable: '$.${Key}', TimestampEquals: '${When}', Next: 'D' }], Default: 'D' },
      D: { Type: 'Map', ItemsPath: '$.${Items}', ItemProcessor: map, Label: '${Label}', ItemBatcher: { MaxItemsPerBatch: 2 }, Next: 'E' },
      E: { Type: 'Pass', QueryLanguage: 'JSONata', Assign: { '${Name}': 1 }, Output: '{% $states.input.${Key} + ${Add} %}', Next: 'F' },
      F: { Type: 'Choice', QueryLanguage: 'JSONata', Choices: [{ Condition: '${Condition}', Next: 'G' }], Default: 'G' },
      G: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { '${Field}.$': '$', MessageBody: 'm' }, Next: 'H' },
      H: { Type: 'Fail', ErrorPath: '$.${Error}', CausePath: '${Cause}' },
    },
  }
  expect(errors(definition, { substitutions: true })).toEqual([])
  expect(errors(definition).length).toBeGreaterThan(12)
  // Data are followed from a first state whose name is known.
  const put = { Type: 'Task', Resource: '${Resource}', ResultPath: '${Place}', Parameters: { a: 1 }, Next: 'B' }
  const caught = { ...put, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.${Error}', Next: 'B' }] }
  for (const A of [put, caught]) {
    const followed = { StartAt: 'A', States: { A, B: { ...pass, InputPath: '$.b' } } }
    expect(checkDefinition(JSON.stringify(followed), { substitutions: true, samples: { input: { a: 1, b: 2 } } })).toEqual([])
  }
  for (const StartAt of ['A', '${First}']) {
    const start = JSON.stringify({ StartAt, States: { A: pass, B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Pass', Next: 'B' } } })
    const told = checkDefinition(start, { substitutions: true }).map(({ rule }) => rule)
    expect(told).toEqual(StartAt === 'A' ? ['island', 'island'] : [])
  }
  const number = { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: '${Seconds}', End: true } } }
  expect(errors(number, { substitutions: true })).toEqual(['Expected value of type Integer at /States/A/Seconds'])
})

test('a distributed Map does not see the variables around it, an inline one does', () => {
  const inside = { StartAt: 'P', States: { P: { ...pass, Output: '{% $total %}' } } }
  const undefinedIn = (processor: object) =>
    checkDefinition(
      JSON.stringify({
        QueryLanguage: 'JSONata',
        StartAt: 'A',
        States: { A: { Type: 'Pass', Assign: { total: 1 }, Next: 'M' }, M: { Type: 'Map', ItemProcessor: processor, End: true } },
      }),
    ).map(finding => finding.rule)
  expect(undefinedIn(inside)).toEqual([])
  expect(undefinedIn({ ...inside, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } })).toEqual(['undefined-variable'])
})

test('what the developer guide shows is accepted', () => {
  const parameters = {
    'greeting.$': "States.Format('Hello, my name is {}.', $.name)",
    'merged.$': `States.JsonMerge(States.StringToJson($.Body), States.StringToJson('{"NewField": "MyValue" }'), false)`,
    'movies.$': "$.library.movies[?(@.genre=='crime')].title",
    'last.$': '$.vals[3:]',
    'when.$': '$$.Execution.StartTime',
    'item.$': '$$.Map.Item.Value',
    'total.$': '$total.amount',
    'parts.$': 'States.ArrayPartition($.inputArray, 4)',
  }
  const rules = [
    { Not: { Variable: '$.type', StringEquals: 'Private' }, Next: 'Done' },
    {
      And: [
        { Variable: '$.value', IsPresent: true },
        { Variable: '$.value', NumericGreaterThanEquals: 20 },
      ],
      Next: 'Done',
    },
    { Variable: '$.rating', NumericGreaterThanEqualsPath: '$.auditThreshold', Next: 'Done' },
  ]
  const reader = {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a'], CSVDelimiter: 'PIPE', MaxItemsPath: '$.limit' },
    Parameters: { Bucket: 'b', 'Key.$': '$.key' },
  }
  const map = {
    Type: 'Map',
    ItemReader: reader,
    ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: 'P', States: { P: pass } },
    ItemBatcher: { MaxItemsPerBatch: 10, BatchInput: { 'factCheck.$': '$.item' } },
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      Parameters: { Bucket: 'b', Prefix: 'p' },
      WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSONL' },
    },
    ToleratedFailurePercentage: 5,
    Label: 'Lines',
    Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 3, MaxDelaySeconds: 10, BackoffRate: 1.5, JitterStrategy: 'FULL' }],
    Next: 'Choose',
  }
  const definition = {
    Comment: 'An example',
    Version: '1.0',
    TimeoutSeconds: 3600,
    StartAt: 'Shape',
    States: {
      Shape: { Type: 'Pass', Parameters: parameters, ResultPath: '$.shape', Assign: { 'total.$': '$.total' }, Next: 'Lines' },
      Lines: map,
      Choose: { Type: 'Choice', Choices: rules, Default: 'Broken' },
      Done: { Type: 'Succeed', InputPath: '$.shape' },
      Broken: { Type: 'Fail', ErrorPath: "States.Format('{}', $.Error)", CausePath: '$.Cause' },
    },
  }
  expect(errors(definition)).toEqual([])
})

test('the Resource of a ResultWriter asks for parameters of the state’s language, as AWS was seen to say alone', () => {
  const ItemProcessor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'P', States: { P: pass } }
  const written = (QueryLanguage: string, writer: object) =>
    errors({ QueryLanguage, StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor, ResultWriter: writer, End: true } } })
  const Resource = 'arn:aws:states:::s3:putObject'
  const missing = (field: string) => [`These fields are required: [${field}] at /States/M/ResultWriter`]
  expect(written('JSONata', { Resource, Parameters: { Bucket: 'b' } })).toEqual(missing('Arguments'))
  expect(written('JSONata', { Resource })).toEqual(missing('Arguments'))
  expect(written('JSONPath', { Resource, Arguments: { Bucket: 'b' } })).toEqual(missing('Parameters'))
  expect(written('JSONata', { Resource, Arguments: { Bucket: 'b' } })).toEqual([])
  expect(written('JSONPath', { Resource, Parameters: { Bucket: 'b' } })).toEqual([])
  expect(written('JSONPath', {})).toEqual([])
})

test('a text that is half an expression is refused, one that holds an expression among other things is text', () => {
  const codes = (state: object) => {
    const definition = { QueryLanguage: 'JSONata', StartAt: 'P', States: { P: { ...pass, ...state } } }
    return checkDefinition(JSON.stringify(definition)).map(({ severity, code, location }) => `${severity} ${code} ${location}`)
  }
  const refused = ['ERROR SCHEMA_VALIDATION_FAILED /States/P/Output/deep[0]']
  for (const half of ['{% $states.input', '$states.input %}', '{% 1 %} ', ' {% 1 %}', '{%}'])
    expect([half, codes({ Output: { deep: [half] } })]).toEqual([half, refused])
  for (const text of ['{% 1 %}', ' {% 1 %} ', 'a {% b', '100%']) expect([text, codes({ Output: { deep: [text] } })]).toEqual([text, []])
  // Fields that take no other text say so once.
  const once = (field: string) => [`ERROR SCHEMA_VALIDATION_FAILED /States/P/${field}`]
  expect(codes({ Type: 'Wait', Seconds: '{% 1' })).toEqual(once('Seconds'))
  expect(codes({ Type: 'Wait', Timestamp: '{% 1' })).toEqual(once('Timestamp'))
  const map = { Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: pass } } }
  expect(codes({ ...map, Items: '{% 1' })).toEqual(once('Items'))
  for (const items of [5, true, null]) expect(codes({ ...map, Items: items })).toEqual(once('Items'))
  for (const items of [[], {}, '{% 1 %}']) expect(codes({ ...map, Items: items })).toEqual([])
  const rule = { Condition: '{% true', Next: 'P' }
  expect(codes({ Type: 'Choice', Choices: [rule], End: undefined })).toContain(
    'ERROR SCHEMA_VALIDATION_FAILED /States/P/Choices[0]/Condition',
  )
  expect(codes({ Type: 'Choice', Choices: [rule], End: undefined }).join()).not.toContain('JSONATA')
  // What those fields hold is read all the same, and what is no expression anywhere is not.
  const wrong = 'ERROR INVALID_JSONATA_EXPRESSION /States/P/'
  expect(codes({ Type: 'Wait', Seconds: '{% ( %}' })).toEqual([`${wrong}Seconds`])
  expect(codes({ Type: 'Wait', Timestamp: '{% ( %}' })).toEqual([`${wrong}Timestamp`])
  expect(codes({ ...map, MaxConcurrency: '{% ( %}' })).toEqual([`${wrong}MaxConcurrency`])
  const choice = { Type: 'Choice', Choices: [{ Condition: '{% ( %}', Next: 'P' }], End: undefined }
  expect(codes(choice)).toContain(`${wrong}Choices[0]/Condition`)
  expect(codes({ Type: 'Fail', Cause: '{% half', End: undefined })).toEqual(once('Cause'))
  expect(codes({ Comment: '{% half' })).toEqual([])
})

test('$states.result is refused where a state has no result yet, and in states that have none', () => {
  const found = (state: object) => {
    const States = { P: { End: true, ...state }, Z: { Type: 'Succeed', Output: 'z' } }
    const findings = checkDefinition(JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'P', States }), { advice: false })
    return findings.filter(({ code }) => code === 'UNSUPPORTED_JSONATA_EXPRESSION').map(({ location, message }) => `${location} ${message}`)
  }
  const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' }
  const told = "Reference to '$states.result' is not supported."
  const read = '{% $states.result.Payload %}'
  expect(found({ ...task, Arguments: { FunctionName: read } })).toEqual([`/States/P/Arguments/FunctionName ${told}`])
  expect(found({ Type: 'Pass', Assign: { x: read } })).toEqual([`/States/P/Assign/x ${told}`])
  const handled = { ...task, Catch: [{ ErrorEquals: ['States.ALL'], Output: read, Next: 'Z' }] }
  expect(found(handled)).toEqual([`/States/P/Catch[0]/Output ${told}`])
  expect(found({ ...task, Output: read, Assign: { x: read } })).toEqual([])
  const branch = { StartAt: 'B', States: { B: pass } }
  for (const state of [
    { Type: 'Map', ItemProcessor: branch },
    { Type: 'Parallel', Branches: [branch] },
  ])
    expect(found({ ...state, Output: read, Assign: { x: read } })).toEqual([])
  // A name of the expression's own is not what AWS offers.
  expect(found({ Type: 'Pass', Output: '{% $map($states.input, function($states) { $states.result }) %}' })).toEqual([])
  const catchers = [
    { ErrorEquals: ['States.ALL'], Assign: { e: '{% $states.errorOutput %}' }, Output: '{% $states.errorOutput %}', Next: 'Z' },
  ]
  expect(found({ ...task, Catch: catchers })).toEqual([])
})
