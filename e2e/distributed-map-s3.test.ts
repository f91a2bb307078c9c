import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOptions, createRole, eventually, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const Bucket = 'data'

describe('a distributed Map over objects of S3', () => {
  const { folder, remove } = temporaryFolder('map-s3')
  let server: RunningServer
  let s3: S3Client
  let states: SFNClient
  let roleArn = ''
  beforeAll(async () => {
    server = await startServer({ folder, args: ['--no-example'] })
    s3 = new S3Client({ ...clientOptions(server.url), forcePathStyle: true })
    states = new SFNClient(clientOptions(server.url))
    roleArn = await createRole(server.url, 'mapper', 'states.amazonaws.com')
    await allow('mapper', ['s3:GetObject', 's3:ListBucket', 's3:PutObject', 'states:StartExecution'])
    await s3.send(new CreateBucketCommand({ Bucket }))
  })
  afterAll(async () => {
    await server.stop()
    remove()
  })

  async function allow(RoleName: string, Action: string[]): Promise<void> {
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }
    const policy = { RoleName, PolicyName: 'p', PolicyDocument: JSON.stringify(document) }
    await new IAMClient(clientOptions(server.url)).send(new PutRolePolicyCommand(policy))
  }
  const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }))
  const json = async (Key: string) =>
    JSON.parse(await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString()) as unknown

  let machines = 0
  /** Runs a Map whose children give their input back. */
  async function map(fields: object, role = roleArn) {
    const ItemProcessor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
      StartAt: 'P',
      States: { P: { Type: 'Pass', End: true } },
    }
    const definition = JSON.stringify({ StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor, End: true, ...fields } } })
    const made = await states.send(new CreateStateMachineCommand({ name: `m${machines++}`, definition, roleArn: role }))
    const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn: made.stateMachineArn }))
    return await eventually('the end of the execution', async () => {
      const described = await states.send(new DescribeExecutionCommand({ executionArn }))
      return described.status === 'RUNNING' ? undefined : described
    })
  }
  const reader = (Key: string, ReaderConfig: object) => ({
    ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket, Key }, ReaderConfig },
  })

  it('reads 20,000 lines in batches and exports what its children gave', async () => {
    const lines = Array.from({ length: 20_000 }, (_, n) => JSON.stringify({ n, text: 'x'.repeat(20) }))
    await put('lines.jsonl', lines.join('\n'))
    const { status, output } = await map({
      ...reader('lines.jsonl', { InputType: 'JSONL' }),
      ItemBatcher: { MaxItemsPerBatch: 500 },
      ResultWriter: {
        ...{ Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket, Prefix: 'out' } },
        WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSON' },
      },
    })
    expect(status).toBe('SUCCEEDED')
    const { MapRunArn, ResultWriterDetails } = JSON.parse(output!)
    expect(ResultWriterDetails).toEqual({ Bucket, Key: `out/${MapRunArn.split(':').at(-1)}/manifest.json` })
    const manifest = (await json(ResultWriterDetails.Key)) as { ResultFiles: { SUCCEEDED: { Key: string; Size: number }[] } }
    expect(manifest).toMatchObject({ DestinationBucket: Bucket, MapRunArn, ResultFiles: { FAILED: [], PENDING: [] } })
    const results = (await json(manifest.ResultFiles.SUCCEEDED[0]!.Key)) as { Items: { n: number }[] }[]
    expect(results.flatMap(({ Items }) => Items.map(({ n }) => n))).toEqual(lines.map((_, n) => n))
  })

  it('goes over the rows of a CSV file and over the objects of a bucket', async () => {
    await put('rows.csv', 'a,b\n1,"x,y"\n2,z\n')
    const csv = await map(reader('rows.csv', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }))
    expect(JSON.parse(csv.output!)).toEqual([
      { a: '1', b: 'x,y' },
      { a: '2', b: 'z' },
    ])
    await put('list/1', 'one')
    await put('list/2', 'three')
    const listed = await map({
      ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket, Prefix: 'list/' } },
      ItemSelector: { 'key.$': '$$.Map.Item.Value.Key', 'size.$': '$$.Map.Item.Value.Size', 'from.$': '$$.Map.Item.Source' },
    })
    expect(JSON.parse(listed.output!)).toEqual([
      { key: 'list/1', size: 3, from: 'S3://data' },
      { key: 'list/2', size: 5, from: 'S3://data' },
    ])
  })

  it('fails in the words of S3 where the role may not, or nothing is there', async () => {
    const stranger = await createRole(server.url, 'stranger', 'states.amazonaws.com')
    const config = { InputType: 'JSON' }
    await put('items.json', '[1]')
    expect(await map(reader('items.json', config), stranger)).toMatchObject({
      ...{ status: 'FAILED', error: 'States.ItemReaderFailed' },
      cause: expect.stringMatching(/s3:GetObject.*Service: S3, Status Code: 403/),
    })
    expect(await map(reader('gone.json', config))).toMatchObject({
      ...{ status: 'FAILED', error: 'States.ItemReaderFailed' },
      cause: expect.stringContaining('The specified key does not exist. (Service: S3, Status Code: 404, Request ID: '),
    })
    const writer = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'no-such-bucket', Prefix: 'p' } }
    expect(await map({ ...reader('items.json', config), ResultWriter: writer })).toMatchObject({
      ...{ status: 'FAILED', error: 'States.ResultWriterFailed' },
      cause: expect.stringContaining('output bucket. | Message from S3: The specified bucket does not exist (Service: S3,'),
    })
  })
})
