import { withBareServer } from './setup/bare-server.ts'
import { argument, numberArgument } from './setup/command-line.ts'
import { drive, warmUpSeconds } from './setup/load.ts'
import { cpuMsOf } from './setup/process-cpu.ts'
import { type Figures, publish, round } from './setup/results.ts'
import { rowsFloor } from './setup/rows-floor.ts'
import { withServer } from './setup/server.ts'
import { connectTo, type ServiceConnection } from './setup/service-client.ts'

/**
 * The services through the real listener, the clients in this process and the server in another: kept-alive connections, one call at a
 * time on each. Batch calls count by their entries. Beside each figure stands what its writes cost a plain loop over SQLite, and in all
 * what a bare HTTP server answers, both measured in the same run, as a shared machine is never the same twice. `--only sqs` for one.
 */
const seconds = numberArgument('--seconds', 3)
const connections = numberArgument('--connections', 64)
const account = '123456789012'
const only = argument('--only')

type Lane = ServiceConnection
type Work = (lane: Lane, number: number) => Promise<number>

/** `cpuUs`: of all of the server's threads for each piece, which others' work on the machine hardly changes. */
interface Rate {
  perSecond: number
  cpuUs: number
}
type Measure = (work: Work) => Promise<Rate>

await withServer(async ({ url, pid }) => {
  const lanes = await Promise.all(Array.from({ length: connections }, () => connectTo(url)))
  /** Pieces are counted by what each round of the work says it has done. */
  const measure: Measure = async work => {
    const free = [...lanes]
    let [number, done] = [0, 0]
    const one = async (): Promise<void> => {
      const lane = free.pop()!
      const count = await work(lane, number++)
      done += count
      free.push(lane)
    }
    await drive(connections, warmUpSeconds, one)
    done = 0
    const cpuMs = cpuMsOf(pid)
    const driven = await drive(connections, seconds, one)
    return { perSecond: done / driven.seconds, cpuUs: ((cpuMsOf(pid) - cpuMs) * 1_000) / done }
  }
  const figures: Figures = { connections }
  const parts: Record<string, () => Promise<Figures>> = {
    sqs: () => sqs(lanes[0]!, measure),
    sns: () => sns(lanes[0]!, measure),
    events: () => events(lanes[0]!, measure),
    dynamodb: () => dynamodb(lanes[0]!, measure),
    s3: () => s3(lanes[0]!, measure),
  }
  for (const [name, part] of Object.entries(parts)) if (only === undefined || only === name) Object.assign(figures, await part())
  for (const lane of lanes) lane.close()
  const bare = await withBareServer(async bareUrl => {
    const bareLanes = await Promise.all(Array.from({ length: connections }, () => connectTo(bareUrl)))
    lanes.splice(0, lanes.length, ...bareLanes)
    const { perSecond } = await measure(lane => lane.call('AmazonSQS.SendMessage', '{"stateMachineArn":"a"}').then(() => 1))
    for (const lane of bareLanes) lane.close()
    return perSecond
  })
  publish(only === undefined ? 'services' : `services-${only}`, { ...figures, bareHttpPerSecond: round(bare) })
})

async function sqs(first: Lane, measure: Measure): Promise<Figures> {
  const { QueueUrl } = JSON.parse(await first.call('AmazonSQS.CreateQueue', '{"QueueName":"bench"}')) as { QueueUrl: string }
  const q = JSON.stringify(QueueUrl)
  const entries = Array.from({ length: 10 }, (_, at) => `{"Id":"${at}","MessageBody":"{\\"order\\":17,\\"at\\":${at}}"}`).join(',')
  type Received = { Messages?: { ReceiptHandle: string }[] }
  const whole = await measure(async lane => {
    await lane.call('AmazonSQS.SendMessage', `{"QueueUrl":${q},"MessageBody":"{\\"order\\":17}"}`)
    const { Messages = [] } = JSON.parse(await lane.call('AmazonSQS.ReceiveMessage', `{"QueueUrl":${q}}`)) as Received
    for (const { ReceiptHandle } of Messages) await lane.call('AmazonSQS.DeleteMessage', JSON.stringify({ QueueUrl, ReceiptHandle }))
    return Messages.length
  })
  const batched = await measure(async lane => {
    await lane.call('AmazonSQS.SendMessageBatch', `{"QueueUrl":${q},"Entries":[${entries}]}`)
    const { Messages = [] } = JSON.parse(
      await lane.call('AmazonSQS.ReceiveMessage', `{"QueueUrl":${q},"MaxNumberOfMessages":10}`),
    ) as Received
    const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }))
    if (Entries.length > 0) await lane.call('AmazonSQS.DeleteMessageBatch', JSON.stringify({ QueueUrl, Entries }))
    return Entries.length
  })
  const floor = rowsFloor({ puts: 2, deletes: 1, bytes: 200 })
  return {
    sqsSendReceiveDeletePerSecond: round(whole.perSecond),
    sqsSendReceiveDeleteCpuUs: round(whole.cpuUs),
    sqsBatchedPerSecond: round(batched.perSecond),
    sqsBatchedCpuUs: round(batched.cpuUs, 1),
    sqsRowsFloorPerSecond: round(floor),
    sqsBatchedOfFloor: round(batched.perSecond / floor, 2),
  }
}

function form(action: string, values: Record<string, string>): string {
  return new URLSearchParams({ Action: action, Version: '2010-03-31', ...values }).toString()
}

function everybody(action: string): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: action, Resource: '*' }] })
}

async function sns(first: Lane, measure: Measure): Promise<Figures> {
  const post = (lane: Lane, body: string) => lane.send('POST', '/', 'sns', 'content-type: application/x-www-form-urlencoded\r\n', body)
  await post(first, form('CreateTopic', { Name: 'bench' }))
  const TopicArn = `arn:aws:sns:us-east-1:${account}:bench`
  for (let at = 0; at < 10; at++) {
    const QueueName = `fan-${at}`
    await first.call('AmazonSQS.CreateQueue', JSON.stringify({ QueueName, Attributes: { Policy: everybody('sqs:SendMessage') } }))
    const Endpoint = `arn:aws:sqs:us-east-1:${account}:${QueueName}`
    await post(first, form('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint }))
  }
  const one = form('Publish', { TopicArn, Message: '{"order":17}' })
  const single = await measure(lane => post(lane, one).then(() => 1))
  const entry = (at: number): [string, string][] => [
    [`PublishBatchRequestEntries.member.${at}.Id`, String(at)],
    [`PublishBatchRequestEntries.member.${at}.Message`, '{"order":17}'],
  ]
  const ten = form('PublishBatch', { TopicArn, ...Object.fromEntries(Array.from({ length: 10 }, (_, at) => entry(at + 1)).flat()) })
  const batched = await measure(lane => post(lane, ten).then(() => 10))
  const floor = rowsFloor({ puts: 20, deletes: 0, bytes: 300 })
  return {
    snsPublishToTenQueuesPerSecond: round(single.perSecond),
    snsPublishToTenQueuesCpuUs: round(single.cpuUs),
    snsBatchedPerSecond: round(batched.perSecond),
    snsRowsFloorPerSecond: round(floor),
    snsBatchedOfFloor: round(batched.perSecond / floor, 2),
  }
}

async function events(first: Lane, measure: Measure): Promise<Figures> {
  for (let at = 0; at < 1_000; at++) {
    const EventPattern = JSON.stringify({ source: ['bench'], detail: { kind: [`kind-${at}`], total: [{ numeric: ['>', at] }] } })
    await first.call('AWSEvents.PutRule', JSON.stringify({ Name: `rule-${at}`, EventPattern }))
  }
  const Detail = (at: number): string => JSON.stringify({ kind: `kind-${at}`, total: 1_001, customer: 'c-1' })
  let put = 0
  const { perSecond } = await measure(async lane => {
    const Entries = Array.from({ length: 10 }, () => ({ Source: 'bench', DetailType: 'Order', Detail: Detail(put++ % 1_000) }))
    await lane.call('AWSEvents.PutEvents', JSON.stringify({ Entries }))
    return 10
  })
  return { eventsAgainstThousandRulesPerSecond: round(perSecond) }
}

async function dynamodb(first: Lane, measure: Measure): Promise<Figures> {
  const TableName = 'bench'
  const KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' }]
  const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'S' }]
  const table = { TableName, KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST' }
  await first.call('DynamoDB_20120810.CreateTable', JSON.stringify(table))
  const key = (number: number): string => `{"S":"${number % 10_000}"}`
  const item = (number: number): string =>
    `{"id":${key(number)},"total":{"N":"17"},"customer":{"S":"c-1"},"lines":{"L":[{"N":"1"},{"N":"2"}]}}`
  const puts = await measure((lane, number) =>
    lane.call('DynamoDB_20120810.PutItem', `{"TableName":"bench","Item":${item(number)}}`).then(() => 1),
  )
  const gets = await measure((lane, number) =>
    lane.call('DynamoDB_20120810.GetItem', `{"TableName":"bench","Key":{"id":${key(number)}}}`).then(() => 1),
  )
  return {
    dynamodbPutsPerSecond: round(puts.perSecond),
    dynamodbGetsPerSecond: round(gets.perSecond),
    dynamodbRowsFloorPerSecond: round(rowsFloor({ puts: 1, deletes: 0, bytes: 120 })),
  }
}

async function s3(first: Lane, measure: Measure): Promise<Figures> {
  await first.send('PUT', '/bench', 's3', '', '')
  const body = 'x'.repeat(10_000)
  const type = 'content-type: text/plain\r\nx-amz-content-sha256: UNSIGNED-PAYLOAD\r\n'
  const path = (number: number): string => `/bench/object-${number % 200}`
  for (let at = 0; at < 200; at++) await first.send('PUT', path(at), 's3', type, body)
  const puts = await measure((lane, number) => lane.send('PUT', path(number), 's3', type, body).then(() => 1))
  const gets = await measure((lane, number) =>
    lane.send('GET', path(number), 's3', '', '').then(answer => Number(answer.length === 10_000)),
  )
  return {
    s3PutsOf10kBPerSecond: round(puts.perSecond),
    s3GetsOf10kBPerSecond: round(gets.perSecond),
    s3RowsFloorPerSecond: round(rowsFloor({ puts: 1, deletes: 0, bytes: 10_300 })),
  }
}
