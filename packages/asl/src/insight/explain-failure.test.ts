import { describe, expect, it } from 'vitest'
import { explainFailure } from './explain-failure.ts'

describe('explainFailure', () => {
  it('knows that a bare function ARN does not wrap its answer in Payload', () => {
    const cause =
      "An error occurred while executing the state 'IsNumberEven' (entered at the event id #7). Invalid path '$.Payload.is_even': The choice state's condition path references an invalid value."
    expect(explainFailure('States.Runtime', cause)).toMatchObject({
      key: 'badPayloadPath',
      facts: { path: '$.Payload.is_even', fixed: '$.is_even' },
    })
  })

  it('knows that a handler names a file that the zip does not hold', () => {
    const cause = '{"errorType":"Runtime.ImportModuleError","errorMessage":"Error: Cannot find module \'1_number_generator/main\'"}'
    expect(explainFailure('Runtime.ImportModuleError', cause)).toMatchObject({
      key: 'importModule',
      facts: { module: '1_number_generator/main' },
    })
  })

  it('names the action that a role lacks', () => {
    const cause = 'User: arn:aws:sts::123456789012:assumed-role/r/x is not authorized to perform: lambda:InvokeFunction on resource: y'
    expect(explainFailure('Lambda.AWSLambdaException', cause)).toMatchObject({
      key: 'notAllowed',
      facts: { action: 'lambda:InvokeFunction' },
    })
  })

  it('names the path that the input lacks', () => {
    const cause = "The JSONPath '$.user.id' specified for the field 'id.$' could not be found in the input '{}'"
    expect(explainFailure('States.ParameterPathFailure', cause)).toMatchObject({ key: 'missingPath', facts: { path: '$.user.id' } })
  })

  it('knows an intrinsic function that was given something wrong', () => {
    const cause = "The function 'States.MathAdd($.n, 1)' had the following error: Invalid arguments in States.MathAdd"
    expect(explainFailure('States.Runtime', cause)).toMatchObject({
      key: 'intrinsic',
      facts: { signature: expect.stringContaining('States.MathAdd(number, number)') },
    })
  })

  it('knows a template with a brace that stands alone', () => {
    const cause =
      "The function 'States.Format('{')' had the following error: Invalid template in States.Format: matching '}' not found for '{'."
    expect(explainFailure('States.Runtime', cause)).toMatchObject({ key: 'intrinsic' })
  })

  it.each([
    ['Runtime.ExitError', 'RequestId: 1 Error: Runtime exited with error: signal: killed', 'memory', {}],
    ['Runtime.ExitError', 'RequestId: 1 Error: Runtime exited with error: exit status 1', 'exit', {}],
    [
      'DynamoDB.ProvisionedThroughputExceededException',
      'The level of …',
      'throttled',
      { error: 'DynamoDB.ProvisionedThroughputExceededException' },
    ],
    ['Sns.ThrottledException', 'Rate exceeded', 'throttled', { error: 'Sns.ThrottledException' }],
    ['States.Http.StatusCode.503', '', 'httpBusy', { status: '503', error: 'States.Http.StatusCode.503' }],
    ['States.Http.StatusCode.410', '', 'httpNotFound', { status: '410' }],
    ['States.DataLimitExceeded', 'The size of the assigned variables …', 'variablesLimit', {}],
    ['States.DataLimitExceeded', 'The state returned too much.', 'dataLimit', {}],
    [
      'Runtime.ImportModuleError',
      '{"errorType":"Runtime.ImportModuleError","errorMessage":"Cannot find module \'main\'\\nRequire stack:\\n- /var/runtime/index.mjs"}',
      'importModule',
      { module: 'main' },
    ],
    [
      'Runtime.ImportModuleError',
      '{"errorType":"Runtime.ImportModuleError","errorMessage":"Unable to import module \'a/main\': No module named \'a\'"}',
      'importModule',
      { module: 'a/main' },
    ],
    ['States.Runtime', 'Unable to apply Path transformation to null or empty input.', 'nullInput', {}],
    ['States.Http.StatusCode.422', '', 'httpRefused', { status: '422' }],
    ['States.Http.Socket', 'connect ECONNREFUSED', 'httpUnreachable', {}],
    [
      'States.Runtime',
      'The MaxConcurrencyPath field refers to value "x" which is not a valid integer: $.n',
      'notANumber',
      { path: '$.n', value: 'x' },
    ],
    ['States.Runtime', 'The SecondsPath parameter does not reference an input value: $.s', 'missingPath', { path: '$.s' }],
    ['States.ItemReaderFailed', 'field MaxItems must be positive', 'itemReader', {}],
    ['States.ResultWriterFailed', 'The resource … is not available here.', 'resultWriter', {}],
    [
      'States.QueryEvaluationError',
      'The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: soon',
      'notATimestamp',
      { value: 'soon' },
    ],
    [
      'KeyError',
      '{"errorMessage":"\'a\'","errorType":"KeyError","stackTrace":["  File \\"/var/task/main.py\\", line 3, in handler\\n"]}',
      'functionThrew',
      { place: 'main.py:3' },
    ],
    ['Error', '{"errorType":"Error","errorMessage":"no"}', 'functionThrewSomewhere', { type: 'Error' }],
    [
      'Runtime.ImportModuleError',
      '{"errorType":"Runtime.ImportModuleError","errorMessage":"Unable to import module \'a.main\': No module named \'a\'"}',
      'importModule',
      { module: 'a.main' },
    ],
    [
      'Runtime.ImportModuleError',
      '{"errorType":"Runtime.ImportModuleError","errorMessage":"Error: Cannot find package \'x\' imported from /var/task/main.mjs"}',
      'dependency',
      { module: 'x' },
    ],
  ])('knows %s: %s', (error, cause, key, facts) => {
    expect(explainFailure(error, cause)).toMatchObject({ key, facts })
  })

  it.each(['CardDeclined', 'Orders.NotFound', 'Orders.CustomerDoesNotExist', 'Order.NoSuchItem'])(
    'says nothing about errors that the user made up: %s',
    error => expect(explainFailure(error, 'no funds')).toBeUndefined(),
  )

  it('says nothing of a cause that tells of another error than the one it stands by', () => {
    expect(explainFailure('Declined', '{"errorType":"Error","errorMessage":"no"}')).toBeUndefined()
  })

  it.each(['S3.NoSuchKeyException', 'Ssm.ParameterNotFound'])('knows a service that has nothing of a name: %s', error => {
    expect(explainFailure(error, 'null (Service: S, Status Code: 400, Request ID: 1)')?.key).toBe('noResource')
    expect(explainFailure(error, 'gone')?.key).toBe(error.endsWith('Exception') ? 'noResource' : undefined)
  })

  it('reads a cause as long as AWS allows at once', () => {
    // Of this thread alone: the clock would count what else the machine does.
    const begin = process.threadCpuUsage()
    expect(explainFailure('States.Http.Socket', 'x'.repeat(32_768))).toMatchObject({ key: 'httpUnreachable' })
    // From each of its letters: 2.6 s.
    expect(process.threadCpuUsage(begin).user / 1_000).toBeLessThan(1_000)
    const inside = 'The host 10.0.0.1:80 is inside: start the server'
    expect(explainFailure('States.Http.Socket', inside)).toMatchObject({ key: 'httpInside', facts: { host: '10.0.0.1:80' } })
  })
})
