/**
 * Distributed Maps that mean harm to memory, one after the other on a real server while ordinary executions come in: 10,000 children whose
 * inputs are padded to 50 kB each, on their way in, through a state and out. How far the server's memory rises over its level before,
 * how much of that is live (the rest is V8's slack: garbage and pages that it keeps), and what the ordinary ones notice. Every child must
 * succeed. Linux only, whose kernel keeps the peak of a process's memory.
 *
 *     node bench/map-memory.ts [--items 10000] [--bytes 50000] [--only NAME]
 */
import assert from 'node:assert/strict'
import { jsonata } from './setup/attack-machines.ts'
import { argument, numberArgument } from './setup/command-line.ts'
import { type Connection, openConnection } from './setup/http-client.ts'
import { forgetPeak, memoryOf } from './setup/process-memory.ts'
import { percentile, publish, round } from './setup/results.ts'
import { type BenchServer, withServer } from './setup/server.ts'
import { startTraffic } from './setup/traffic.ts'

const items = numberArgument('--items', 10_000)
const bytes = numberArgument('--bytes', 50_000)
const only = argument('--only')
const roleArn = 'arn:aws:iam::123456789012:role/EvenOrOddMachine'
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

interface Way {
  name: string
  childType: 'STANDARD' | 'EXPRESS'
  states: object
  items: object
}

/** The children give a number, as what a parent may have is 256 KiB. */
const small = { S: { Type: 'Pass', Result: 1, End: true } }
const chain = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'S' }, ...small }
const waiting = { W: { Type: 'Wait', Seconds: 1, Next: 'S' }, ...small }
const paths = { ItemsPath: '$.items', ItemSelector: { 'n.$': '$$.Map.Item.Value', 'pad.$': '$.pad' } }

const ways: Way[] = [
  { name: 'standard', childType: 'STANDARD', states: small, items: paths },
  { name: 'express', childType: 'EXPRESS', states: small, items: paths },
  { name: 'chain', childType: 'STANDARD', states: chain, items: paths },
  { name: 'waiting', childType: 'STANDARD', states: waiting, items: paths },
]

function definition({ childType, states, items: given }: Way): string {
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: childType },
    StartAt: Object.keys(states)[0],
    States: states,
  }
  const M = { Type: 'Map', ...given, ItemProcessor, MaxConcurrency: 1_000, ResultPath: null, OutputPath: '$.done', End: true }
  return JSON.stringify({ StartAt: 'M', States: { M } })
}

async function run(way: Way, lane: Connection): Promise<void> {
  const machine = { name: way.name, type: 'STANDARD', roleArn, definition: definition(way) }
  const { stateMachineArn } = JSON.parse(await lane.call('CreateStateMachine', JSON.stringify(machine))) as { stateMachineArn: string }
  const list = Array.from({ length: items }, (_, index) => index)
  const input = JSON.stringify({ items: list, pad: 'x'.repeat(bytes), done: 1 })
  const { executionArn } = JSON.parse(await lane.call('StartExecution', JSON.stringify({ stateMachineArn, input })))
  const asked = JSON.stringify({ executionArn, includedData: 'METADATA_ONLY' })
  for (;;) {
    await pause(20)
    const { status } = JSON.parse(await lane.call('DescribeExecution', asked))
    if (status === 'RUNNING') continue
    assert.equal(status, 'SUCCEEDED', way.name)
    break
  }
  const { mapRuns } = JSON.parse(await lane.call('ListMapRuns', JSON.stringify({ executionArn })))
  const { executionCounts } = JSON.parse(await lane.call('DescribeMapRun', JSON.stringify({ mapRunArn: mapRuns[0].mapRunArn })))
  assert.equal(executionCounts.succeeded, items, way.name)
}

interface Outcome {
  seconds: number
  riseMb: number
  liveMb: number
  externalMb: number
  p99: number
}

/** The heap is measured in a second run, as collections that are forced would make the first one look better than it is. */
async function suffer(way: Way, lane: Connection, traffic: { take(): number[] }, { pid, heap }: BenchServer): Promise<Outcome> {
  await pause(500)
  traffic.take()
  const before = memoryOf(pid).rssMb
  forgetPeak(pid)
  const begun = performance.now()
  await run(way, lane)
  const seconds = (performance.now() - begun) / 1_000
  await pause(300)
  const riseMb = memoryOf(pid).peakMb - before
  const p99 = percentile(traffic.take(), 0.99)
  const idle = await heap()
  let [liveMb, externalMb] = [0, 0]
  let isOver = false
  const sampling = (async () => {
    while (!isOver) {
      await pause(500)
      const now = await heap()
      liveMb = Math.max(liveMb, now.liveMb - idle.liveMb)
      externalMb = Math.max(externalMb, now.externalMb - idle.externalMb)
    }
  })()
  await run({ ...way, name: `${way.name}-again` }, lane)
  isOver = true
  await sampling
  return { seconds, riseMb, liveMb, externalMb, p99 }
}

await withServer(async server => {
  const lane = await openConnection(server.url)
  const ordinary = JSON.stringify({ name: 'ordinary', type: 'EXPRESS', roleArn, definition: jsonata('$sum([1..10]) & "!"') })
  const { stateMachineArn } = JSON.parse(await lane.call('CreateStateMachine', ordinary)) as { stateMachineArn: string }
  const traffic = await startTraffic(server.url, JSON.stringify({ stateMachineArn, input: '{}' }))
  await pause(3_000)
  const figures: Record<string, number> = { items, bytes }
  for (const way of ways) {
    if (only !== undefined && way.name !== only) continue
    const { seconds, riseMb, liveMb, externalMb, p99 } = await suffer(way, lane, traffic, server)
    figures[`${way.name} s`] = round(seconds, 1)
    figures[`${way.name} riseMb`] = round(riseMb)
    figures[`${way.name} liveMb`] = round(liveMb)
    figures[`${way.name} externalMb`] = round(externalMb)
    figures[`${way.name} others p99 ms`] = round(p99)
  }
  traffic.stop()
  lane.close()
  publish('map-memory', figures)
})
