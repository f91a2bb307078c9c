import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as sdkLogs from '@aws-sdk/client-cloudwatch-logs'
import * as sdk from '@aws-sdk/client-lambda'
import { memoryJournal, memoryLogStore, systemClock, systemIds } from '@pasos/engine'
import { createDispatcher } from '@pasos/wire'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMeter } from '../declaration/meter.ts'
import { bodyLimitsOf } from '../declaration/open-services.ts'
import { logGroupKey } from '../logs/log-group.ts'
import { createLogWriter } from '../logs/log-writer.ts'
import { createLogsService } from '../logs/logs-service.ts'
import { testCatalog } from '../states/test-world.ts'
import { createCodeAddresses } from './code-addresses.ts'
import { streamSource } from './event-sources/stream-source.ts'
import { functionMetrics } from './function-metrics.ts'
import { createLambdaService, type LambdaService } from './lambda-service.ts'
import { lambdaService } from './service.ts'
import { echoHost, memoryCodeStore } from './test-host.ts'
import { variablesKey } from './variables-key.ts'

// The whole way but the processes: the SDK's own clients, a listener, the dispatcher and the operations.

const role = 'arn:aws:iam::123456789012:role/functions'
const arn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`
const zip = Buffer.from('PK zip')

let folder: string
let service: LambdaService
let client: sdk.LambdaClient
let logs: sdkLogs.CloudWatchLogsClient
const host = echoHost()
const codeStore = memoryCodeStore()
let now = Date.now()
const addresses = createCodeAddresses({ clock: { ...systemClock, now: () => now }, endpoint: () => 'http://here' })

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const headers = request.headers as Record<string, string | undefined>
  const answer = await dispatch({
    method: request.method ?? '',
    url: request.url ?? '',
    headers,
    body: Buffer.concat(chunks),
    signal: new AbortController().signal,
  })
  response.writeHead(answer.status, answer.headers).end(answer.body)
})
let dispatch: ReturnType<typeof createDispatcher>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lambda-clients-'))
  const catalog = testCatalog()
  const logsDependencies = { catalog, store: memoryLogStore(), clock: systemClock }
  const writer = createLogWriter(logsDependencies)
  host.writeTo(writer)
  service = createLambdaService({
    catalog,
    data: memoryJournal().data,
    host,
    codeStore,
    addresses,
    objectOf: () => Promise.reject(new Error('no test here keeps its code in S3')),
    mayUseLayer: () => undefined,
    streams: streamSource(() => undefined, { authorize: () => ({ allowed: true }) }),
    variables: variablesKey({ catalog, ids: systemIds, neighbour: () => undefined }),
    clock: systemClock,
    metrics: functionMetrics(createMeter(Date.now)),
    ids: systemIds,
    trusts: arn => arn === role,
    platformEnvironment: () => ({}),
    logGroupKey,
    defaults: { accountId: '123456789012', region: 'eu-west-1' },
    caller: { reach: () => 'nowhere', call: () => Promise.reject(new Error('nobody is called here')) },
    logger: { error: message => expect.unreachable(message) },
  })
  dispatch = createDispatcher({
    services: [
      { ...service, bodyLimits: bodyLimitsOf(lambdaService) },
      createLogsService({ ...logsDependencies, groupKey: () => Promise.resolve() }),
    ],
    logger: { error: message => expect.unreachable(message) },
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const settings = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: '123456789012', secretAccessKey: 'secret' },
  }
  client = new sdk.LambdaClient(settings)
  logs = new sdkLogs.CloudWatchLogsClient(settings)
})

afterAll(() => {
  server.close()
  server.closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
})

function create(FunctionName: string, change: Partial<sdk.CreateFunctionRequest> = {}) {
  return client.send(
    new sdk.CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'main.handler',
      Role: role,
      Code: { ZipFile: zip },
      ...change,
    }),
  )
}

async function refusal(action: Promise<unknown>): Promise<string> {
  try {
    await action
  } catch (error) {
    const { name, message, $metadata } = error as sdk.LambdaServiceException
    return `${$metadata.httpStatusCode} ${name}: ${message}`
  }
  throw new Error('was not refused')
}

describe('functions', () => {
  test('are created active, read and deleted', async () => {
    const created = await create('first', { Environment: { Variables: { STEP: '1' } }, Tags: { Step: '1' } })
    expect(created).toMatchObject({
      FunctionArn: arn('first'),
      Version: '$LATEST',
      State: 'Active',
      Timeout: 3,
      MemorySize: 128,
      PackageType: 'Zip',
      Architectures: ['x86_64'],
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/first' },
      Environment: { Variables: { STEP: '1' } },
      LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
    })
    const read = await client.send(new sdk.GetFunctionCommand({ FunctionName: 'first' }))
    expect(read.Configuration?.LastUpdateStatus).toBe('Successful')
    expect(read.Tags).toEqual({ Step: '1' })
    expect(await refusal(create('first'))).toBe('409 ResourceConflictException: Function already exist: first')
    await client.send(new sdk.DeleteFunctionCommand({ FunctionName: 'first' }))
    expect(await refusal(client.send(new sdk.GetFunctionCommand({ FunctionName: 'first' })))).toBe(
      `404 ResourceNotFoundException: Function not found: ${arn('first')}`,
    )
  })

  test('are refused with AWS words when a setting is wrong', async () => {
    expect(await refusal(create('x', { Role: 'arn:aws:iam::123456789012:role/other' }))).toBe(
      '400 InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda.',
    )
    expect(await refusal(create('x', { Timeout: 901 }))).toBe(
      "400 ValidationException: 1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
    )
    expect(await refusal(create('x', { Environment: { Variables: { AWS_REGION: 'x' } } }))).toContain(
      'Reserved keys used in this request: AWS_REGION',
    )
    expect(await refusal(create('x', { Runtime: 'python3.8' }))).toBe(
      '400 InvalidParameterValueException: This machine has no python3.8 and no python3 to run it. Functions of the runtime python3.8 cannot be run here.',
    )
    expect(await refusal(create('x', { Code: { ZipFile: Buffer.from('bad') } }))).toBe(
      '400 InvalidParameterValueException: Could not unzip uploaded file.',
    )
  })

  test('say where their code can be read, by whoever has the address, for ten minutes', async () => {
    await create('read')
    const { Code } = await client.send(new sdk.GetFunctionCommand({ FunctionName: 'read' }))
    const { origin, pathname, searchParams } = new URL(Code!.Location!)
    expect(origin).toBe('http://here')
    const sha256 = addresses.verify(pathname, searchParams)
    expect(Buffer.from((await codeStore.archive(sha256!))!).toString()).toBe(zip.toString())
    const other = pathname.replace(/[0-9a-f]{64}/, '0'.repeat(64))
    expect(addresses.verify(other, searchParams)).toBeUndefined()
    const later = new URLSearchParams({ Expires: '99999999999', Signature: searchParams.get('Signature')! })
    expect(addresses.verify(pathname, later)).toBeUndefined()
    now += 601_000
    expect(addresses.verify(pathname, searchParams)).toBeUndefined()
  })

  test('take a request of 19 MB', async () => {
    const created = await create('large', { Code: { ZipFile: Buffer.concat([zip, Buffer.alloc(14_000_000, 1)]) } })
    expect(created.CodeSize).toBe(14_000_006)
  })

  test('are updated, published and listed', async () => {
    await create('versions')
    const published = await client.send(new sdk.PublishVersionCommand({ FunctionName: 'versions', Description: 'one' }))
    expect(published).toMatchObject({ Version: '1', FunctionArn: arn('versions:1'), Description: 'one' })
    // Nothing has changed since: AWS answers the same version.
    expect((await client.send(new sdk.PublishVersionCommand({ FunctionName: 'versions' }))).Version).toBe('1')
    await client.send(new sdk.UpdateFunctionConfigurationCommand({ FunctionName: 'versions', Timeout: 9 }))
    await client.send(new sdk.UpdateFunctionCodeCommand({ FunctionName: 'versions', ZipFile: Buffer.from('PK other'), Publish: true }))
    const { Versions } = await client.send(new sdk.ListVersionsByFunctionCommand({ FunctionName: 'versions', MaxItems: 10_000 }))
    expect(Versions?.map(({ Version, Timeout }) => [Version, Timeout])).toEqual([
      ['$LATEST', 9],
      ['1', 3],
      ['2', 9],
    ])
    const stale = new sdk.UpdateFunctionConfigurationCommand({ FunctionName: 'versions', RevisionId: 'stale' })
    expect(await refusal(client.send(stale))).toContain('412 PreconditionFailedException: The Revision Id provided does not match')
    expect(await client.send(new sdk.GetFunctionCodeSigningConfigCommand({ FunctionName: 'versions' }))).toMatchObject({
      FunctionName: 'versions',
    })
  })

  test('keep permissions as a policy', async () => {
    await create('permitted')
    const grant = {
      FunctionName: 'permitted',
      StatementId: 's',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: 'arn:aws:events:eu-west-1:123456789012:rule/r',
    }
    await client.send(new sdk.AddPermissionCommand(grant))
    const { Policy } = await client.send(new sdk.GetPolicyCommand({ FunctionName: 'permitted' }))
    expect(JSON.parse(Policy ?? '')).toEqual({
      Version: '2012-10-17',
      Id: 'default',
      Statement: [
        {
          Sid: 's',
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'lambda:InvokeFunction',
          Resource: arn('permitted'),
          Condition: { ArnLike: { 'AWS:SourceArn': grant.SourceArn } },
        },
      ],
    })
    expect(await refusal(client.send(new sdk.AddPermissionCommand(grant)))).toContain(
      '409 ResourceConflictException: The statement id (s) provided already exists',
    )
    // One of 260 bytes and more after the other, up to the 20 KB that a policy may have.
    let added = 0
    const more = () => client.send(new sdk.AddPermissionCommand({ ...grant, StatementId: `${++added}`.padStart(90, '0') }))
    await expect(
      (async () => {
        while (added < 80) await more()
      })(),
    ).rejects.toMatchObject({
      name: 'PolicyLengthExceededException',
      message: 'The final policy size (20670) is bigger than the limit (20480).',
    })
    const { Policy: full = '' } = await client.send(new sdk.GetPolicyCommand({ FunctionName: 'permitted' }))
    expect(JSON.parse(full).Statement).toHaveLength(added)
    while (added > 1)
      await client.send(new sdk.RemovePermissionCommand({ FunctionName: 'permitted', StatementId: `${--added}`.padStart(90, '0') }))
    await client.send(new sdk.RemovePermissionCommand({ FunctionName: 'permitted', StatementId: 's' }))
    expect(await refusal(client.send(new sdk.RemovePermissionCommand({ FunctionName: 'permitted', StatementId: 's' })))).toBe(
      '404 ResourceNotFoundException: No policy is associated with the given resource.',
    )
    expect(await refusal(client.send(new sdk.GetPolicyCommand({ FunctionName: 'permitted' })))).toBe(
      '404 ResourceNotFoundException: The resource you requested does not exist.',
    )
  })

  test('use layers, which are versioned', async () => {
    const layer = await client.send(
      new sdk.PublishLayerVersionCommand({ LayerName: 'l', Content: { ZipFile: zip }, CompatibleRuntimes: ['nodejs24.x'] }),
    )
    expect(layer).toMatchObject({ Version: 1, LayerVersionArn: 'arn:aws:lambda:eu-west-1:123456789012:layer:l:1' })
    const created = await create('layered', { Layers: [layer.LayerVersionArn!] })
    expect(created.Layers).toEqual([{ Arn: layer.LayerVersionArn, CodeSize: zip.length }])
    expect((await client.send(new sdk.GetLayerVersionCommand({ LayerName: 'l', VersionNumber: 1 }))).CompatibleRuntimes).toEqual([
      'nodejs24.x',
    ])
    await client.send(new sdk.DeleteLayerVersionCommand({ LayerName: 'l', VersionNumber: 1 }))
    expect(await refusal(client.send(new sdk.GetLayerVersionCommand({ LayerName: 'l', VersionNumber: 1 })))).toContain(
      '404 ResourceNotFoundException',
    )
  })
})

describe('invocations', () => {
  test('answer the payload, the version and the log', async () => {
    await create('echo')
    const result = await client.send(new sdk.InvokeCommand({ FunctionName: 'echo', Payload: Buffer.from('{"a":1}'), LogType: 'Tail' }))
    expect(result).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST', LogResult: Buffer.from('log').toString('base64') })
    expect(result.Payload?.transformToString()).toBe('{"a":1}')
    expect(result.FunctionError).toBeUndefined()
  })

  test('tell of a failed function in a header', async () => {
    const result = await client.send(new sdk.InvokeCommand({ FunctionName: 'echo', Payload: Buffer.from('{"fail":true}') }))
    expect([result.StatusCode, result.FunctionError]).toEqual([200, 'Unhandled'])
  })

  test('are refused when there is no such function, no JSON, or no concurrency left', async () => {
    expect(await refusal(client.send(new sdk.InvokeCommand({ FunctionName: 'nobody' })))).toBe(
      `404 ResourceNotFoundException: Function not found: ${arn('nobody:$LATEST')}`,
    )
    expect(await refusal(client.send(new sdk.InvokeCommand({ FunctionName: 'echo', Payload: Buffer.from('hello') })))).toBe(
      "400 InvalidRequestContentException: Could not parse request body into json: Unrecognized token 'hello': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (byte[])\"hello\"; line: 1, column: 6]",
    )
    expect(await refusal(client.send(new sdk.InvokeCommand({ FunctionName: 'echo', Payload: Buffer.from('{') })))).toMatch(
      /\(start marker at \[Source: \(byte\[\]\)"\{"; line: 1, column: 1\]\)\n at \[Source: \(byte\[\]\)"\{"; line: 1, column: 2\]$/,
    )
    for (const ClientContext of ['no base64!', 'bm8gSlNPTg==', 'MQ==']) {
      expect(await refusal(client.send(new sdk.InvokeCommand({ FunctionName: 'echo', ClientContext })))).toBe(
        '400 InvalidRequestContentException: Client context must be a valid Base64-encoded JSON object.',
      )
    }
    await client.send(new sdk.PutFunctionConcurrencyCommand({ FunctionName: 'echo', ReservedConcurrentExecutions: 0 }))
    const { outcome } = await service.invoker.invoke({ function: 'echo', payload: '{}' })
    expect(outcome).toBe('refused')
    await client.send(new sdk.DeleteFunctionConcurrencyCommand({ FunctionName: 'echo' }))
  })

  test('of the account may be reserved but for 100, whatever the functions are called', async () => {
    const reserve = (ReservedConcurrentExecutions: number) =>
      client.send(new sdk.PutFunctionConcurrencyCommand({ FunctionName: 'echo', ReservedConcurrentExecutions }))
    await reserve(900)
    const { AccountLimit } = await client.send(new sdk.GetAccountSettingsCommand({}))
    expect(AccountLimit).toMatchObject({ ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 100 })
    expect(await refusal(reserve(901))).toBe(
      "400 InvalidParameterValueException: Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    )
    await client.send(new sdk.DeleteFunctionConcurrencyCommand({ FunctionName: 'echo' }))
  })

  test('may be accepted for later, or only tried', async () => {
    const before = host.invocations.length
    expect(
      (await client.send(new sdk.InvokeCommand({ FunctionName: 'echo', InvocationType: 'Event', Payload: Buffer.from('7') }))).StatusCode,
    ).toBe(202)
    await expect.poll(() => host.invocations.length).toBe(before + 1)
    expect((await client.send(new sdk.InvokeCommand({ FunctionName: 'echo', InvocationType: 'DryRun' }))).StatusCode).toBe(204)
    expect(host.invocations.length).toBe(before + 1)
  })

  test('by an alias reach its version', async () => {
    await create('aliased', { Publish: true })
    await client.send(new sdk.CreateAliasCommand({ FunctionName: 'aliased', Name: 'live', FunctionVersion: '1' }))
    expect((await client.send(new sdk.InvokeCommand({ FunctionName: 'aliased', Qualifier: 'live' }))).ExecutedVersion).toBe('1')
    expect(host.invocations.at(-1)?.invokedFunctionArn).toBe(arn('aliased:live'))
    expect(await refusal(client.send(new sdk.InvokeCommand({ FunctionName: 'aliased', Qualifier: 'none' })))).toBe(
      `404 ResourceNotFoundException: Cannot find alias arn: ${arn('aliased:none')}`,
    )
  })

  test('make the log group with the first line', async () => {
    const { logGroups } = await logs.send(new sdkLogs.DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/echo' }))
    expect(logGroups?.map(({ arn: groupArn }) => groupArn)).toEqual(['arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/echo:*'])
    const { events } = await logs.send(new sdkLogs.FilterLogEventsCommand({ logGroupName: '/aws/lambda/echo', filterPattern: 'fail' }))
    expect(events?.map(({ message }) => message)).toEqual(['{"fail":true}'])
  })
})
