import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput, S3Client } from '@aws-sdk/client-s3'
import type { ObservedExecution } from '../../oracle/check-evidence.ts'
import { executionArn, machineArn } from '../machines.ts'
import { listExecutions, observe } from '../observe.ts'
import type { Caller } from '../server.ts'
import type { Crowd } from './crowd.ts'
import { bucket, queues, sender, started, table } from './neighbours.ts'

/** What came of all executions of a run. */
export interface ServicesVerdict {
  messages: number
  lost: number
  twice: number
  /** Executions of other machines, started by tasks and by a rule. */
  starts: number
  startsLost: number
  startsTwice: number
  /** Calls that were made again, each with a kill while its task was under way; and those for which there was none. */
  repeated: number
  unexplained: number
  stuck: number
  failures: string[]
}

/**
 * Each queue must have held one message of each execution, each machine have been started once for it; a call that counts may have been
 * made once more for each kill between the task's start and its end.
 */
export async function judgeServices(url: string, call: Caller, crowd: Crowd, kills: readonly number[]): Promise<ServicesVerdict> {
  const { executions, seen } = crowd
  const failures = [...crowd.faults]
  const tell = (what: string): number => failures.push(what)
  let [messages, lost, twice, startsLost, startsTwice, starts, stuck] = [0, 0, 0, 0, 0, 0, 0]

  for (const [queue, found] of Object.entries(seen)) {
    messages += found.size
    const [none, more] = compare(
      executions,
      [...found.values()].map(({ execution }) => execution),
    )
    for (const name of none) tell(`${queue}: the message of ${name} is lost (${queues[queue as keyof typeof queues]})`)
    for (const name of more) tell(`${queue}: the message of ${name} was sent twice (${queues[queue as keyof typeof queues]})`)
    lost += none.length
    twice += more.length
  }
  for (const machine of started) {
    const arns = await listExecutions(call, machineArn(machine))
    const inputs = await inSlices(
      arns,
      async arn => (await call('DescribeExecution', { executionArn: arn })) as unknown as { body: { input: string } },
    )
    const [none, more] = compare(
      executions,
      inputs.map(({ body }) => (JSON.parse(body.input) as { execution: string }).execution),
    )
    for (const name of none) tell(`${machine}: was not started for ${name}`)
    for (const name of more) tell(`${machine}: was started twice for ${name}`)
    starts += arns.length
    startsLost += none.length
    startsTwice += more.length
  }
  const definition = JSON.stringify(sender)
  const observed = await inSlices(executions, name => observe(call, executionArn('sender', name), definition))
  for (const [at, execution] of observed.entries()) {
    if (execution?.status === 'SUCCEEDED') continue
    stuck++
    tell(`${executions[at]} ${execution ? `ended as ${execution.status}: ${lastEvent(execution)}` : 'is not there'}`)
  }
  const counted = await countCalls(url)
  const { repeated, unexplained } = explain(
    observed.filter(found => found !== undefined),
    counted,
    kills,
    tell,
  )
  return { messages, lost, twice, starts, startsLost, startsTwice, repeated, unexplained, stuck, failures }
}

/** Names that were not found, and those that were found more than once. */
function compare(names: readonly string[], found: readonly string[]): [none: string[], more: string[]] {
  const counts = new Map<string, number>()
  for (const name of found) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [names.filter(name => !counts.has(name)), [...counts].flatMap(([name, count]) => (count > 1 ? [name] : []))]
}

function lastEvent({ events }: ObservedExecution): string {
  return JSON.stringify(events.at(-1)).slice(0, 300)
}

type Counted = Record<'Count' | 'Keep', Map<string, number>>

/** How often the table's counters were raised, and how many versions the objects have. */
async function countCalls(endpoint: string): Promise<Counted> {
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
  const counted: Counted = { Count: new Map(), Keep: new Map() }
  for await (const { Items = [] } of paginateScan({ client: new DynamoDBClient(options) }, { TableName: table }))
    for (const { id, calls } of Items) counted.Count.set(id!.S!, Number(calls!.N))
  const s3 = new S3Client({ ...options, forcePathStyle: true })
  let page: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {}
  while (page) {
    const found: ListObjectVersionsCommandOutput = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, ...page }))
    for (const { Key } of found.Versions ?? []) counted.Keep.set(Key!, (counted.Keep.get(Key!) ?? 0) + 1)
    page = found.IsTruncated ? { KeyMarker: found.NextKeyMarker, VersionIdMarker: found.NextVersionIdMarker } : undefined
  }
  return counted
}

function explain(
  observed: readonly ObservedExecution[],
  counted: Counted,
  kills: readonly number[],
  tell: (what: string) => void,
): { repeated: number; unexplained: number } {
  let [repeated, unexplained] = [0, 0]
  for (const execution of observed) {
    const name = execution.executionArn.split(':').at(-1)!
    for (const state of ['Count', 'Keep'] as const) {
      const calls = counted[state].get(name) ?? 0
      if (calls === 0) tell(`${state}: the call of ${name} is lost`)
      const more = Math.max(0, calls - 1)
      const [from, to] = underway(execution, state)
      const died = kills.filter(at => at >= from && at <= to).length
      repeated += more
      if (more <= died) continue
      unexplained += more - died
      tell(`${state} of ${name} was called ${calls} times, with ${died} kills meanwhile`)
    }
  }
  return { repeated, unexplained }
}

/** When a state was entered and left: a kill may come a moment before the turn that it interrupts is dated, or after it was. */
function underway({ events }: ObservedExecution, state: string): [from: number, to: number] {
  const at = (type: string): number =>
    events.find(event => event.type === type && (event.stateEnteredEventDetails ?? event.stateExitedEventDetails)?.name === state)
      ?.timestamp ?? 0
  return [at('TaskStateEntered') - 50, at('TaskStateExited') + 50]
}

async function inSlices<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let at = 0; at < all.length; at += 32) results.push(...(await Promise.all(all.slice(at, at + 32).map(work))))
  return results
}
