import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { CreateRoleCommand, DeleteRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiError, type OperationContext } from './operation.ts'
import { credentials, type Loopback, startLoopback } from './testing/loopback.ts'

// One listener, six services, the real clients: bytes both ways for every protocol.

const seen: { operation: string; input: unknown; context: OperationContext }[] = []

/** An operation that remembers its input and answers this. */
function answering(output: unknown) {
  return (input: unknown, context: OperationContext) => {
    seen.push({ operation: context.operation, input, context })
    if (output instanceof Error) throw output
    return output
  }
}

const when = new Date('2026-01-31T12:00:00.250Z')
const role = {
  Path: '/',
  RoleName: 'r<1>&"',
  RoleId: 'AROA1',
  Arn: 'arn:aws:iam::123456789012:role/r',
  CreateDate: new Date('2026-01-31T12:00:00Z'),
}

let server: Loopback
const config = () => ({ endpoint: server.endpoint, region: 'eu-west-3', credentials, maxAttempts: 1 })

beforeAll(async () => {
  server = await startLoopback([
    {
      scope: 'states',
      operations: {
        CreateStateMachine: answering({ stateMachineArn: 'arn:machine', creationDate: when }),
        DescribeExecution: answering(new ApiError('ExecutionDoesNotExist', "Execution Does Not Exist: 'x'")),
        StartSyncExecution: answering({
          executionArn: 'arn:x',
          startDate: when,
          stopDate: when,
          status: 'SUCCEEDED',
          output: '{"a":"é\\u0001"}',
        }),
      },
    },
    { scope: 'logs', operations: { PutLogEvents: answering({ nextSequenceToken: '1' }) } },
    {
      scope: 'iam',
      operations: {
        CreateRole: answering({ Role: { ...role, Tags: [{ Key: 'a', Value: 'b' }] } }),
        GetRole: answering(new ApiError('NoSuchEntityException', 'The role with name nobody cannot be found.')),
        DeleteRole: answering(undefined),
      },
    },
    {
      scope: 'sts',
      operations: { GetCallerIdentity: answering({ UserId: '1', Account: '123456789012', Arn: 'arn:aws:iam::123456789012:root' }) },
    },
    {
      scope: 'lambda',
      operations: {
        CreateFunction: answering({ FunctionName: 'f', Environment: { Variables: { A: '1', ['__proto__']: 'x' } }, MemorySize: 128 }),
        Invoke: answering({ StatusCode: 202, FunctionError: 'Unhandled', ExecutedVersion: '$LATEST', Payload: Buffer.from('{"b":2}') }),
        GetFunction: answering(new ApiError('ResourceNotFoundException', 'Function not found: arn')),
        DeleteFunction: answering({ StatusCode: 204 }),
        AddPermission: answering(new Error('a bug')),
      },
    },
    {
      scope: 'monitoring',
      operations: {
        PutMetricData: answering(new ApiError('InvalidParameterValueException', 'The value is bad.')),
        GetMetricData: answering({ MetricDataResults: [{ Id: 'a', Timestamps: [when], Values: [1.5] }] }),
      },
    },
  ])
})
afterAll(() => server.close())

function lastInput(): unknown {
  return seen.at(-1)?.input
}

describe('awsJson', () => {
  it('carries strings, structures, lists and timestamps both ways', async () => {
    const input = { name: 'm', definition: '{"é":"\\n"}', roleArn: 'arn:role', tags: [{ key: 'k', value: 'v' }], publish: true }
    const output = await new SFNClient(config()).send(new CreateStateMachineCommand(input))
    expect(lastInput()).toEqual(input)
    expect(output.stateMachineArn).toBe('arn:machine')
    expect(output.creationDate).toEqual(when)
    expect(output.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('answers modelled errors that the client knows', async () => {
    const call = new SFNClient(config()).send(new DescribeExecutionCommand({ executionArn: 'x' }))
    await expect(call).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
      message: "Execution Does Not Exist: 'x'",
      $metadata: { httpStatusCode: 400 },
    })
  })

  it('serves operations with a host prefix under any host', async () => {
    const output = await new SFNClient({ ...config(), disableHostPrefix: true }).send(
      new StartSyncExecutionCommand({ stateMachineArn: 'arn' }),
    )
    expect(output.output).toBe('{"a":"é\\u0001"}')
  })

  it('speaks version 1.1 with Logs', async () => {
    const input = { logGroupName: 'g', logStreamName: 's', logEvents: [{ timestamp: 1_700_000_000_000, message: 'hello' }] }
    const output = await new CloudWatchLogsClient(config()).send(new PutLogEventsCommand(input))
    expect(lastInput()).toEqual(input)
    expect(output.nextSequenceToken).toBe('1')
  })

  it('tells the operation who calls and where', async () => {
    await new SFNClient(config()).send(new CreateStateMachineCommand({ name: 'm', definition: '{}', roleArn: 'r' }))
    expect(seen.at(-1)?.context).toMatchObject({
      service: 'states',
      operation: 'CreateStateMachine',
      region: 'eu-west-3',
      accountId: '123456789012',
      caller: { arn: 'arn:aws:iam::123456789012:root', accessKeyId: credentials.accessKeyId },
    })
  })
})

describe('awsQuery', () => {
  it('carries lists, integers and dates, and escapes markup', async () => {
    const input = {
      RoleName: 'r',
      AssumeRolePolicyDocument: '{"a":"<&>+ é"}',
      MaxSessionDuration: 3600,
      Tags: [
        { Key: 'a', Value: 'b' },
        { Key: 'c', Value: '' },
      ],
    }
    const output = await new IAMClient(config()).send(new CreateRoleCommand(input))
    expect(lastInput()).toEqual(input)
    expect(output.Role).toEqual({ ...role, Tags: [{ Key: 'a', Value: 'b' }] })
  })

  it('answers modelled errors with their query code and status', async () => {
    const call = new IAMClient(config()).send(new GetRoleCommand({ RoleName: 'nobody' }))
    await expect(call).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role with name nobody cannot be found.',
      $metadata: { httpStatusCode: 404 },
    })
  })

  it('answers operations without an output', async () => {
    const output = await new IAMClient(config()).send(new DeleteRoleCommand({ RoleName: 'r' }))
    expect(output.$metadata.httpStatusCode).toBe(200)
  })

  it('serves STS', async () => {
    const output = await new STSClient(config()).send(new GetCallerIdentityCommand({}))
    expect(output.Account).toBe('123456789012')
  })
})

describe('restJson1', () => {
  it('binds blobs, maps and the status of success', async () => {
    const Tags = Object.fromEntries([
      ['A', '1'],
      ['__proto__', 'x'],
    ])
    const input = {
      FunctionName: 'f',
      Role: 'arn:aws:iam::123456789012:role/r',
      Code: { ZipFile: Buffer.from([0, 255, 1]) },
      Tags,
    }
    const output = await new LambdaClient(config()).send(new CreateFunctionCommand(input))
    expect(output.$metadata.httpStatusCode).toBe(201)
    expect(output.MemorySize).toBe(128)
    const read = lastInput() as typeof input
    expect(Buffer.from(read.Code.ZipFile)).toEqual(input.Code.ZipFile)
    expect(Object.entries(read.Tags)).toEqual([
      ['A', '1'],
      ['__proto__', 'x'],
    ])
  })

  it('binds labels, query, headers, status code and raw payloads', async () => {
    const FunctionName = 'arn:aws:lambda:eu-west-3:123456789012:function:f'
    const Payload = Buffer.from('{"a":1}')
    const output = await new LambdaClient(config()).send(
      new InvokeCommand({ FunctionName, InvocationType: 'Event', Qualifier: '$LATEST', ClientContext: 'e30=', Payload }),
    )
    expect(lastInput()).toMatchObject({ FunctionName, InvocationType: 'Event', Qualifier: '$LATEST', ClientContext: 'e30=' })
    expect(Buffer.from((lastInput() as { Payload: Uint8Array }).Payload)).toEqual(Payload)
    expect(output.StatusCode).toBe(202)
    expect(output.FunctionError).toBe('Unhandled')
    expect(output.ExecutedVersion).toBe('$LATEST')
    expect(Buffer.from(output.Payload ?? []).toString()).toBe('{"b":2}')
  })

  it('answers modelled errors with their status, header and type', async () => {
    const call = new LambdaClient(config()).send(new GetFunctionCommand({ FunctionName: 'nobody' }))
    await expect(call).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn',
      Type: 'User',
      $metadata: { httpStatusCode: 404 },
    })
  })

  it('answers 204 without a body', async () => {
    const output = await new LambdaClient(config()).send(new DeleteFunctionCommand({ FunctionName: 'f' }))
    expect(output.$metadata.httpStatusCode).toBe(204)
  })

  it('answers 500 with a request id, and logs, when an operation breaks', async () => {
    const call = new LambdaClient(config()).send(
      new AddPermissionCommand({ FunctionName: 'f', StatementId: 's', Action: 'lambda:InvokeFunction', Principal: 'p' }),
    )
    await expect(call).rejects.toMatchObject({
      name: 'ServiceException',
      $metadata: { httpStatusCode: 500, requestId: expect.any(String) },
    })
    expect(server.logged.at(-1)).toMatchObject({ message: 'a bug' })
  })
})

describe('CloudWatch', () => {
  const query = { MetricDataQueries: [{ Id: 'a' }], StartTime: when, EndTime: when }

  it('speaks awsJson and keeps the query code for old clients', async () => {
    const output = await new CloudWatchClient(config()).send(new GetMetricDataCommand(query))
    expect(lastInput()).toEqual(query)
    expect(output.MetricDataResults?.[0]).toMatchObject({ Timestamps: [when], Values: [1.5] })
    const call = new CloudWatchClient(config()).send(new PutMetricDataCommand({ Namespace: 'n', MetricData: [] }))
    await expect(call).rejects.toMatchObject({ message: 'The value is bad.', Code: 'InvalidParameterValue', Type: 'Sender' })
  })

  it('speaks CBOR', async () => {
    const client = new CloudWatchClient({ ...config(), protocol: AwsSmithyRpcV2CborProtocol })
    const output = await client.send(new GetMetricDataCommand(query))
    expect(lastInput()).toEqual(query)
    expect(output.MetricDataResults?.[0]).toMatchObject({ Timestamps: [when], Values: [1.5] })
    const call = client.send(new PutMetricDataCommand({ Namespace: 'n', MetricData: [] }))
    await expect(call).rejects.toMatchObject({ message: 'The value is bad.' })
  })

  it('speaks query', async () => {
    const body =
      'Action=GetMetricData&Version=2010-08-01&MetricDataQueries.member.1.Id=a&StartTime=2026-01-31T12:00:00.250Z&EndTime=2026-01-31T12:00:00.250Z'
    const response = await fetch(server.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body,
    })
    expect(lastInput()).toEqual(query)
    expect(await response.text()).toContain('<Timestamps><member>2026-01-31T12:00:00.250Z</member></Timestamps>')
  })
})
