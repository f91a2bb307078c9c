import { type LogStore, memoryLogStore } from '@pasos/engine'
import { ApiError, type logs } from '@pasos/wire'
import { beforeEach, describe, expect, test } from 'vitest'
import { testCatalog, testContext } from '../states/test-world.ts'
import { createLogsService } from './logs-service.ts'
import { expireLogs } from './retention.ts'

const now = 1_700_000_000_000
const name = '/aws/lambda/f'
let store: LogStore
let deps: Parameters<typeof createLogsService>[0]

beforeEach(() => {
  store = memoryLogStore(() => now)
  deps = { catalog: testCatalog(), store, clock: { now: () => now, at: () => () => undefined }, groupKey: () => Promise.resolve() }
})

// biome-ignore lint/suspicious/noExplicitAny: the table of operations is heterogeneous.
async function call<O = any>(operation: string, input: object): Promise<O> {
  return createLogsService(deps).operations[operation]!(input, testContext())
}

async function refusal(operation: string, input: object): Promise<string> {
  try {
    await call(operation, input)
  } catch (error) {
    if (error instanceof ApiError) return `${error.code}: ${error.message}`
    throw error
  }
  throw new Error(`${operation} was not refused`)
}

async function withLines(...messages: string[]): Promise<void> {
  await call('CreateLogGroup', { logGroupName: name })
  await call('CreateLogStream', { logGroupName: name, logStreamName: 's' })
  const logEvents = messages.map((message, index) => ({ timestamp: now + index, message }))
  await call('PutLogEvents', { logGroupName: name, logStreamName: 's', logEvents })
}

describe('log groups', () => {
  test('are created once, described with both ARNs, tagged and deleted', async () => {
    await call('CreateLogGroup', { logGroupName: name, tags: { Step: '1' } })
    expect(await refusal('CreateLogGroup', { logGroupName: name })).toBe(
      'ResourceAlreadyExistsException: The specified log group already exists',
    )
    await call('PutRetentionPolicy', { logGroupName: name, retentionInDays: 7 })
    const arn = `arn:aws:logs:eu-west-1:123456789012:log-group:${name}`
    expect((await call('DescribeLogGroups', { logGroupNamePrefix: '/aws/' })).logGroups).toEqual([
      {
        logGroupName: name,
        creationTime: now,
        retentionInDays: 7,
        metricFilterCount: 0,
        arn: `${arn}:*`,
        storedBytes: 0,
        logGroupClass: 'STANDARD',
        logGroupArn: arn,
      },
    ])
    await call('TagResource', { resourceArn: arn, tags: { Step: '2' } })
    expect(await call('ListTagsForResource', { resourceArn: arn })).toEqual({ tags: { Step: '2' } })
    await call('DeleteLogGroup', { logGroupName: name })
    expect(await refusal('DeleteLogGroup', { logGroupName: name })).toBe(
      'ResourceNotFoundException: The specified log group does not exist.',
    )
  })

  test('drop what outlived their retention', async () => {
    await withLines('old')
    store.append(`123456789012:eu-west-1:${name}`, 's', [{ timestamp: now - 2 * 86_400_000, message: 'older' }])
    await call('PutRetentionPolicy', { logGroupName: name, retentionInDays: 1 })
    await expireLogs(deps)
    expect(
      (await call<logs.FilterLogEventsResponse>('FilterLogEvents', { logGroupName: name })).events?.map(event => event.message),
    ).toEqual(['old'])
    expect(await refusal('PutRetentionPolicy', { logGroupName: name, retentionInDays: 2 })).toContain(
      'Member must satisfy enum value set: [1, 3, 5',
    )
  })
})

describe('log events', () => {
  test('are refused without their group or stream, out of order, or empty', async () => {
    const logEvents = [{ timestamp: now, message: 'a' }]
    const put = { logGroupName: name, logStreamName: 's', logEvents }
    expect(await refusal('PutLogEvents', put)).toBe('ResourceNotFoundException: The specified log group does not exist.')
    await call('CreateLogGroup', { logGroupName: name })
    expect(await refusal('PutLogEvents', put)).toBe('ResourceNotFoundException: The specified log stream does not exist.')
    const unordered = [...logEvents, { timestamp: now - 1, message: 'b' }]
    expect(await refusal('PutLogEvents', { ...put, logEvents: unordered })).toBe(
      'InvalidParameterException: Log events in a single PutLogEvents request must be in chronological order.',
    )
  })

  test('that are too old or too new are left out and counted', async () => {
    await withLines('first')
    const logEvents = [{ timestamp: now - 15 * 86_400_000, message: 'old' }]
    expect(await call('PutLogEvents', { logGroupName: name, logStreamName: 's', logEvents })).toMatchObject({
      rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 },
    })
  })

  test('are read forward and backward by tokens, and the end repeats its token', async () => {
    await withLines('1', '2', '3')
    const place = { logGroupName: name, logStreamName: 's', limit: 2 }
    const text = (answer: logs.GetLogEventsResponse) => answer.events?.map(({ message }) => message)
    const head = await call('GetLogEvents', { ...place, startFromHead: true })
    expect(text(head)).toEqual(['1', '2'])
    const rest = await call('GetLogEvents', { ...place, nextToken: head.nextForwardToken })
    expect(text(rest)).toEqual(['3'])
    const end = await call('GetLogEvents', { ...place, nextToken: rest.nextForwardToken })
    expect([text(end), end.nextForwardToken]).toEqual([[], rest.nextForwardToken])
    expect(text(await call('GetLogEvents', { ...place, nextToken: rest.nextBackwardToken }))).toEqual(['1', '2'])
    expect(text(await call('GetLogEvents', place))).toEqual(['2', '3'])
  })

  test('are searched page by page', async () => {
    await withLines('a1', 'b', 'a2')
    const first = await call('FilterLogEvents', { logGroupName: name, filterPattern: 'a', limit: 1 })
    const second = await call('FilterLogEvents', { logGroupName: name, filterPattern: 'a', limit: 1, nextToken: first.nextToken })
    expect([first.events[0].message, second.events[0].message]).toEqual(['a1', 'a2'])
    const ask = { logGroupName: name, filterPattern: 'a', limit: 1 }
    const latest = await call('FilterLogEvents', { ...ask, startFromHead: false })
    // The token has the direction, whatever is asked beside it.
    const before = await call('FilterLogEvents', { ...ask, startFromHead: true, nextToken: latest.nextToken })
    expect([latest.events[0].message, before.events[0].message]).toEqual(['a2', 'a1'])
    const after = await call('FilterLogEvents', { ...ask, startFromHead: false, nextToken: first.nextToken })
    expect(after.events[0].message).toBe('a2')
    const { logGroups: none } = await call('DescribeLogGroups', { logGroupClass: 'INFREQUENT_ACCESS' })
    const { logGroups: all } = await call('DescribeLogGroups', { logGroupClass: 'STANDARD' })
    expect([none, all.map((group: { logGroupName: string }) => group.logGroupName)]).toEqual([[], [name]])
    expect(first.events[0]).toMatchObject({ logStreamName: 's', timestamp: now, ingestionTime: now })
  })
})
