import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import * as sdk from '@aws-sdk/client-ssm'
import { beforeEach, expect, it } from 'vitest'
import { account, serviceWorld } from '../declaration/testing/service-world.ts'
import { kmsService } from '../kms/service.ts'
import { ssmService } from './service.ts'

let world: ReturnType<typeof serviceWorld>
let client: sdk.SSMClient

beforeEach(() => {
  world = serviceWorld([kmsService, ssmService])
  client = new sdk.SSMClient(world.config())
})

const put = (Name: string, Value: string, more: Partial<sdk.PutParameterCommandInput> = {}) =>
  client.send(new sdk.PutParameterCommand({ Name, Value, Type: 'String', ...more }))
const over = (Name: string, Value: string, more: Partial<sdk.PutParameterCommandInput> = {}) =>
  client.send(new sdk.PutParameterCommand({ Name, Value, Overwrite: true, ...more }))
const get = async (Name: string, WithDecryption = false, by = client) =>
  (await by.send(new sdk.GetParameterCommand({ Name, WithDecryption }))).Parameter!
const label = (ParameterVersion: number | undefined, ...Labels: string[]) =>
  client.send(new sdk.LabelParameterVersionCommand({ Name: '/p', ParameterVersion, Labels }))
const values = () => world.ports.data.scan('ssm.value', { limit: 999 })

async function refusal(action: Promise<unknown>): Promise<string> {
  const error = await action.then(
    () => undefined,
    (thrown: Error) => thrown,
  )
  return error ? `${error.name}: ${error.message}` : 'was not refused'
}

it('a parameter is found by its name and its ARN, by version and by label', async () => {
  expect(await put('/app/db', 'first')).toMatchObject({ Version: 1, Tier: 'Standard' })
  expect(await over('/app/db', 'second')).toMatchObject({ Version: 2 })
  const ARN = `arn:aws:ssm:us-east-1:${account}:parameter/app/db`
  expect(await get('/app/db')).toMatchObject({ ARN, Name: '/app/db', Type: 'String', Value: 'second', Version: 2, DataType: 'text' })
  await client.send(new sdk.LabelParameterVersionCommand({ Name: '/app/db', ParameterVersion: 1, Labels: ['old'] }))
  for (const [name, Selector] of [
    ['/app/db:1', ':1'],
    [`${ARN}:1`, ':1'],
    ['/app/db:old', ':old'],
  ] as const)
    expect(await get(name)).toMatchObject({ ARN, Value: 'first', Version: 1, Selector })
  await put('flat', 'v')
  expect(await get(`arn:aws:ssm:us-east-1:${account}:parameter/flat`)).toMatchObject({ Name: 'flat' })
  expect(await refusal(get('/app/other'))).toMatch(/^ParameterNotFound: /)
  expect(await refusal(get('/app/db:7'))).toContain('ParameterVersionNotFound: Systems Manager could not find version 7 of /app/db')
})

it('a SecureString lies encrypted in the store, and shows its value only where that is asked for and allowed', async () => {
  const kms = new KMSClient(world.config())
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  await put('/s', 'very hidden', { Type: 'SecureString', KeyId: KeyMetadata!.KeyId! })
  await put('/own', 'very hidden', { Type: 'SecureString' })
  for (const { value } of await values()) expect(Buffer.from(value).includes('very hidden')).toBe(false)
  expect((await get('/s')).Value).not.toContain('hidden')
  expect((await get('/s', true)).Value).toBe('very hidden')
  const { Parameters } = await client.send(new sdk.DescribeParametersCommand({}))
  expect(Parameters!.map(({ KeyId }) => KeyId)).toEqual(['alias/aws/ssm', KeyMetadata!.KeyId])
  const allowed = { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: '*' }
  const poor = new sdk.SSMClient(world.config(await world.sessionOf('poor', allowed)))
  expect(await refusal(get('/s', true, poor))).toContain('is not authorized to perform: kms:Decrypt')
  expect((await get('/own', true, poor)).Value).toBe('very hidden')
  expect(await refusal(put('/x', 'v', { Type: 'SecureString', KeyId: 'alias/nowhere' }))).toContain('InvalidKeyId')
  const again = new sdk.SSMClient(serviceWorld([kmsService, ssmService], world.ports).config())
  expect((await get('/s', true, again)).Value).toBe('very hidden')
})

it('what an overwrite does not say again stays, and a name is taken until then', async () => {
  await put('/p', 'a', { Description: 'D', Tags: [{ Key: 'k', Value: 'v' }] })
  expect(await refusal(put('/p', 'b'))).toBe(
    'ParameterAlreadyExists: The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  )
  await over('/p', 'b')
  const { Parameters } = await client.send(new sdk.GetParameterHistoryCommand({ Name: '/p' }))
  expect(Parameters).toMatchObject([
    { Version: 1, Value: 'a', Description: 'D', Labels: [], LastModifiedUser: `arn:aws:iam::${account}:root` },
    { Version: 2, Value: 'b', Description: 'D' },
  ])
  expect(await refusal(over('/p', 'c', { Tags: [{ Key: 'k', Value: 'v' }] }))).toContain("tags and overwrite can't be used together")
  const tagged = { ResourceType: 'Parameter', ResourceId: '/p' } as const
  await client.send(new sdk.AddTagsToResourceCommand({ ...tagged, Tags: [{ Key: 'l', Value: 'w' }] }))
  await client.send(new sdk.RemoveTagsFromResourceCommand({ ...tagged, TagKeys: ['k'] }))
  expect((await client.send(new sdk.ListTagsForResourceCommand(tagged))).TagList).toEqual([{ Key: 'l', Value: 'w' }])
  expect(await refusal(client.send(new sdk.ListTagsForResourceCommand({ ...tagged, ResourceId: '/q' })))).toMatch(/^InvalidResourceId/)
  expect(await refusal(client.send(new sdk.ListTagsForResourceCommand({ ...tagged, ResourceType: 'Document' })))).toMatch(
    /^InvalidResourceType/,
  )
})

it.each([
  ['ssm/x', 'can\'t be prefixed with "ssm"'],
  ['/SSM-x', 'can\'t be prefixed with "ssm"'],
  ['a b', 'each sub-path can be formed'],
  ['/a//b', 'each sub-path can be formed'],
  ['a/b', 'ValidationException: Parameter name must be a fully qualified name.'],
  ['/aws/x', 'AccessDeniedException: No access to reserved parameter name: /aws/x.'],
  [`/${Array(16).fill('l').join('/')}`, 'HierarchyLevelLimitExceededException'],
])('the name %s is refused', async (name, words) => {
  expect(await refusal(put(name, 'v'))).toContain(words)
  expect(await values()).toEqual([])
})

it('a value has 4 KB in the standard tier and 8 KB in the advanced one, from which no way leads back', async () => {
  await put('/p', 'x'.repeat(4096))
  expect(await refusal(over('/p', 'x'.repeat(4097)))).toContain(
    'Standard tier parameters support a maximum parameter value of 4096 characters.',
  )
  expect(await over('/p', 'x'.repeat(4097), { Tier: 'Intelligent-Tiering' })).toMatchObject({ Tier: 'Advanced' })
  expect(await over('/p', 'x'.repeat(8192))).toMatchObject({ Tier: 'Advanced' })
  expect(await refusal(over('/p', 'x'.repeat(8193)))).toContain('ValidationException')
  expect(await refusal(over('/p', 'x', { Tier: 'Standard' }))).toContain("You can't downgrade a parameter")
  expect(await refusal(put('/q', '', {}))).toContain('ValidationException')
  expect(await refusal(put('/q', 'abc', { AllowedPattern: '^\\d+$' }))).toContain('ParameterPatternMismatchException')
  expect(await refusal(put('/q', 'abc', { AllowedPattern: '(' }))).toContain('InvalidAllowedPatternException')
  expect(await refusal(put('/q', 'abc', { DataType: 'nonsense' }))).toContain('The following data type is not supported: nonsense')
  expect(await values()).toHaveLength(3)
})

it('labels move from version to version, and what cannot be one is told', async () => {
  await put('/p', 'a')
  await over('/p', 'b')
  expect(await label(1, 'live', '9x', 'awsome')).toMatchObject({ InvalidLabels: ['9x', 'awsome'], ParameterVersion: 1 })
  expect(await label(undefined, 'live')).toMatchObject({ InvalidLabels: [], ParameterVersion: 2 })
  expect((await get('/p:live')).Value).toBe('b')
  expect(await refusal(label(3, 'live'))).toContain('ParameterVersionNotFound')
  await label(2, ...'abcdefghi')
  expect(await refusal(label(2, 'j'))).toContain('ParameterVersionLabelLimitExceeded')
  const removed = await client.send(new sdk.UnlabelParameterVersionCommand({ Name: '/p', ParameterVersion: 2, Labels: ['a', 'z'] }))
  expect(removed).toMatchObject({ RemovedLabels: ['a'], InvalidLabels: ['z'] })
})

it('a hundred versions are kept, the oldest goes with its value unless it has a label', async () => {
  await put('/p', '1')
  for (let at = 2; at <= 101; at++) await over('/p', String(at))
  expect(await values()).toHaveLength(100)
  expect(await refusal(get('/p:1'))).toContain('ParameterVersionNotFound')
  await label(2, 'kept')
  expect(await refusal(over('/p', '102'))).toContain("Version 2, the oldest version, can't be deleted because it has a label")
  expect((await get('/p')).Value).toBe('101')
  expect(await values()).toHaveLength(100)
})

it('a path has its own level or all below it, ten a page', async () => {
  for (let at = 0; at < 12; at++) await put(`/a/${String(at).padStart(2, '0')}`, 'v', { Type: at % 2 ? 'String' : 'StringList' })
  await put('/a/b/deep', 'v')
  await put('/ab', 'v')
  const byPath = async (input: Partial<sdk.GetParametersByPathCommandInput>) => {
    const names: (string | undefined)[] = []
    for await (const page of sdk.paginateGetParametersByPath({ client }, { Path: '/a', ...input })) {
      expect(page.Parameters!.length).toBeLessThanOrEqual(10)
      names.push(...page.Parameters!.map(({ Name }) => Name))
    }
    return names
  }
  expect(await byPath({})).toHaveLength(12)
  expect(await byPath({ Path: '/a/', Recursive: true })).toHaveLength(13)
  expect(await byPath({ ParameterFilters: [{ Key: 'Type', Values: ['StringList'] }] })).toHaveLength(6)
  expect(await byPath({ Path: '/' })).toEqual(['/ab'])
  expect(await refusal(byPath({ Path: 'a' }))).toContain("The parameter doesn't meet the parameter name requirements.")
  expect(await refusal(byPath({ ParameterFilters: [{ Key: 'Name', Values: ['x'] }] }))).toContain('InvalidFilterKey')
})

it('parameters are described by filters, and what is asked for badly is refused', async () => {
  await put('/a/x', 'v', { Tags: [{ Key: 'team', Value: 'red' }] })
  await put('/a/b/y', 'v', { Tier: 'Advanced' })
  await put('z', 'v', { Type: 'SecureString' })
  const names = async (...ParameterFilters: sdk.ParameterStringFilter[]) =>
    (await client.send(new sdk.DescribeParametersCommand({ ParameterFilters }))).Parameters!.map(({ Name }) => Name)
  expect(await names({ Key: 'Name', Option: 'Equals', Values: ['/a/x'] })).toEqual(['/a/x'])
  expect(await names({ Key: 'Name', Option: 'Contains', Values: ['y', 'z'] })).toEqual(['/a/b/y', 'z'])
  expect(await names({ Key: 'Path', Values: ['/a'] })).toEqual(['/a/x'])
  expect(await names({ Key: 'Path', Option: 'Recursive', Values: ['/a'] })).toEqual(['/a/b/y', '/a/x'])
  expect(await names({ Key: 'tag:team', Values: ['red'] })).toEqual(['/a/x'])
  expect(await names({ Key: 'Tier', Values: ['Advanced'] }, { Key: 'Type', Values: ['String'] })).toEqual(['/a/b/y'])
  expect(await names({ Key: 'KeyId', Values: ['alias/aws/ssm'] })).toEqual(['z'])
  const older = new sdk.DescribeParametersCommand({ Filters: [{ Key: 'Name', Values: ['/a'] }], MaxResults: 1 })
  expect((await client.send(older)).NextToken).toBeDefined()
  expect(await refusal(names({ Key: 'Label', Values: ['l'] }))).toContain('InvalidFilterKey')
  expect(await refusal(names({ Key: 'Path', Option: 'Equals', Values: ['/a'] }))).toContain('InvalidFilterOption')
  expect(await refusal(names({ Key: 'Name' }))).toContain('InvalidFilterValue')
  expect(await refusal(client.send(new sdk.DescribeParametersCommand({ NextToken: '?' })))).toContain('InvalidNextToken')
})

it('several are read and deleted at once, what is missing is named', async () => {
  await put('/a', 'v')
  await put('/b', 'v')
  const many = await client.send(new sdk.GetParametersCommand({ Names: ['/a', '/b:9', '/c'] }))
  expect([many.Parameters!.map(({ Name }) => Name), many.InvalidParameters]).toEqual([['/a'], ['/b:9', '/c']])
  const gone = await client.send(new sdk.DeleteParametersCommand({ Names: ['/a', '/c'] }))
  expect(gone).toMatchObject({ DeletedParameters: ['/a'], InvalidParameters: ['/c'] })
  await client.send(new sdk.DeleteParameterCommand({ Name: '/b' }))
  expect(await refusal(client.send(new sdk.DeleteParameterCommand({ Name: '/b' })))).toMatch(/^ParameterNotFound/)
  expect(await values()).toEqual([])
})

it('a role reads what its policy names, a path by its ARN', async () => {
  await put('/a/x', 'v')
  const Resource = `arn:aws:ssm:us-east-1:${account}:parameter/a*`
  const session = await world.sessionOf('reader', { Effect: 'Allow', Action: ['ssm:GetParameter*'], Resource })
  const reader = new sdk.SSMClient(world.config(session))
  expect((await get('/a/x', false, reader)).Value).toBe('v')
  expect((await reader.send(new sdk.GetParametersByPathCommand({ Path: '/a/' }))).Parameters).toHaveLength(1)
  expect(await refusal(get('/b', false, reader))).toContain(`ssm:GetParameter on resource: arn:aws:ssm:us-east-1:${account}:parameter/b`)
  expect(await refusal(reader.send(new sdk.GetParametersCommand({ Names: ['/a/x', '/b'] })))).toContain('ssm:GetParameters')
})
