import * as sdk from '@aws-sdk/client-lambda'
import { beforeEach, expect, it } from 'vitest'
import { account, region, serviceWorld } from '../declaration/testing/service-world.ts'
import { lambdaService } from './service.ts'
import { echoHost, memoryCodeStore } from './test-host.ts'

const FunctionName = 'f'
const arn = (qualifier: string) => `arn:aws:lambda:${region}:${account}:function:f:${qualifier}`

let client: sdk.LambdaClient

beforeEach(async () => {
  const functions = async () => ({ host: echoHost(), codeStore: { ...memoryCodeStore(), collect: async () => undefined } })
  const world = serviceWorld([lambdaService], { functions })
  Object.assign(world.ports.authorizer, { trusts: () => true })
  client = new sdk.LambdaClient(world.config())
  await client.send(
    new sdk.CreateFunctionCommand({
      ...{ FunctionName, Runtime: 'nodejs24.x', Handler: 'main.handler', Role: `arn:aws:iam::${account}:role/functions`, Publish: true },
      Code: { ZipFile: Buffer.from('PK zip') },
    }),
  )
  await client.send(new sdk.CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }))
})

const put = (Qualifier: string, ProvisionedConcurrentExecutions = 3) =>
  client.send(new sdk.PutProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier, ProvisionedConcurrentExecutions }))
const get = (Qualifier: string) => client.send(new sdk.GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier }))
const list = (more: object = {}) => client.send(new sdk.ListProvisionedConcurrencyConfigsCommand({ FunctionName, ...more }))

async function refusal(action: Promise<unknown>): Promise<string> {
  return action.then(
    () => 'was not refused',
    ({ name, message, $metadata }) => `${$metadata.httpStatusCode} ${name}: ${message}`,
  )
}
const none = '404 ProvisionedConcurrencyConfigNotFoundException: No Provisioned Concurrency Config found for this function'

it('what is provisioned of a version or alias is told as AWS tells it: in progress at first, ready for whoever asks', async () => {
  expect(await refusal(get('live'))).toBe(none)
  const begun = await put('live')
  expect(begun.$metadata.httpStatusCode).toBe(202)
  expect(begun).toMatchObject({
    ...{ RequestedProvisionedConcurrentExecutions: 3, AllocatedProvisionedConcurrentExecutions: 0, Status: 'IN_PROGRESS' },
    LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/),
  })
  const ready = { RequestedProvisionedConcurrentExecutions: 3, AllocatedProvisionedConcurrentExecutions: 3, Status: 'READY' }
  expect(await get('live')).toMatchObject({ ...ready, AvailableProvisionedConcurrentExecutions: 3 })
  await put('1', 2)
  const { ProvisionedConcurrencyConfigs } = await list()
  expect(ProvisionedConcurrencyConfigs!.map(each => [each.FunctionArn, each.RequestedProvisionedConcurrentExecutions]).sort()).toEqual([
    ...[
      [arn('1'), 2],
      [arn('live'), 3],
    ],
  ])
  const first = await list({ MaxItems: 1 })
  expect((await list({ MaxItems: 1, Marker: first.NextMarker })).NextMarker).toBeUndefined()
  const remove = () => client.send(new sdk.DeleteProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier: 'live' }))
  expect((await remove()).$metadata.httpStatusCode).toBe(204)
  expect(await refusal(get('live'))).toBe(none)
  await remove()
})

it('is refused of what is not published, of nothing, and beyond what is reserved', async () => {
  await client.send(new sdk.CreateAliasCommand({ FunctionName, Name: 'newest', FunctionVersion: '$LATEST' }))
  for (const qualifier of ['$LATEST', 'newest']) {
    expect(await refusal(put(qualifier))).toBe(
      '400 InvalidParameterValueException: Provisioned Concurrency Configs cannot be applied to unpublished function versions.',
    )
  }
  expect(await refusal(put('9'))).toContain('404 ResourceNotFoundException')
  expect(await refusal(put('nobody'))).toContain('404 ResourceNotFoundException: Cannot find alias')
  await client.send(new sdk.PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 4 }))
  await put('live', 3)
  expect(await refusal(put('1', 2))).toContain('should not be greater than the reservedConcurrentExecution')
  await put('live', 2)
  await put('1', 2)
})

it('goes with its alias and its version', async () => {
  await put('live')
  await put('1')
  await client.send(new sdk.DeleteAliasCommand({ FunctionName, Name: 'live' }))
  await client.send(new sdk.DeleteFunctionCommand({ FunctionName, Qualifier: '1' }))
  expect((await list()).ProvisionedConcurrencyConfigs).toEqual([])
})

it('a function keeps when its runtime is to change, a version of it too', async () => {
  const put = (input: Omit<sdk.PutRuntimeManagementConfigCommandInput, 'FunctionName'>) =>
    client.send(new sdk.PutRuntimeManagementConfigCommand({ FunctionName, ...input }))
  const get = (Qualifier?: string) => client.send(new sdk.GetRuntimeManagementConfigCommand({ FunctionName, Qualifier }))
  await put({ UpdateRuntimeOn: 'FunctionUpdate', Qualifier: '1' })
  expect([(await get()).UpdateRuntimeOn, (await get('1')).UpdateRuntimeOn]).toEqual(['Auto', 'FunctionUpdate'])
  const { RuntimeVersionConfig } = await client.send(new sdk.GetFunctionConfigurationCommand({ FunctionName }))
  const { RuntimeVersionArn } = RuntimeVersionConfig!
  expect(await put({ UpdateRuntimeOn: 'Manual', RuntimeVersionArn })).toMatchObject({ UpdateRuntimeOn: 'Manual', RuntimeVersionArn })
  expect(await get()).toMatchObject({ UpdateRuntimeOn: 'Manual', RuntimeVersionArn })
  const other = RuntimeVersionArn!.replace(/.$/, end => (end === '0' ? '1' : '0'))
  expect(await refusal(put({ UpdateRuntimeOn: 'Manual', RuntimeVersionArn: other }))).toContain('is not here')
  expect(await refusal(put({ UpdateRuntimeOn: 'Manual' }))).toContain('RuntimeVersionArn is needed')
  expect(await refusal(put({ UpdateRuntimeOn: 'Auto', RuntimeVersionArn }))).toContain('can only be given')
  expect(await refusal(put({ UpdateRuntimeOn: 'Auto', Qualifier: 'live' }))).toContain('$LATEST or a version')
  await client.send(new sdk.DeleteFunctionCommand({ FunctionName: 'f', Qualifier: '1' })).catch(() => undefined)
  await put({ UpdateRuntimeOn: 'Auto' })
  expect((await get()).RuntimeVersionArn).toBeUndefined()
})
