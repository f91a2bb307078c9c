import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { startPostgres } from '@pasos/store-postgres/testing'
import pg from 'pg'
import { beginNode, type ClusterNode, callStates } from './setup/cluster-node.ts'
import { hasFlag, numberArgument } from './setup/command-line.ts'
import { newFolder } from './setup/engine.ts'
import { percentile, publish, round } from './setup/results.ts'

/**
 * Three nodes of a cluster, executions in all lanes, and one node killed again and again: from the kill until each of its lanes has another owner,
 * and until that has committed a turn there. The home opens a whole server, the other lanes an engine, so each is told apart. With `--stop` a node is
 * stopped, so that its lock stays and its lease has to run out; with `--leave` it is asked to end, and counted is the longest time in which a lane
 * has committed nothing.
 */
const signal = hasFlag('--stop') ? 'SIGSTOP' : hasFlag('--leave') ? 'SIGTERM' : 'SIGKILL'
const kills = numberArgument('--kills', 10)
const executions = numberArgument('--executions', 400)
const example = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
const mostMs = 30_000
const restMs = 120_000

interface Lane {
  lane: number
  epoch: string
  seq: string
  name: string | null
}

const server = await startPostgres()
const database = await server.newDatabase()
const client = new pg.Client(database)
await client.connect()
const lanes = async (): Promise<Lane[]> =>
  (await client.query<Lane>('SELECT l.lane, l.epoch, l.seq, n.name FROM lanes l LEFT JOIN nodes n ON n.node = l.node ORDER BY l.lane')).rows

/** Each node has its share, and nothing moves any more. */
async function settled(): Promise<void> {
  const until = performance.now() + restMs
  for (let quiet = 0, before = ''; quiet < 10; ) {
    if (performance.now() > until) throw new Error(`lanes do not come to rest: ${before}`)
    await wait(100)
    const seen = await lanes()
    const now = JSON.stringify(seen.map(({ lane, name }) => [lane, name]))
    quiet = now === before && seen.every(({ name }) => name !== null) && new Set(seen.map(({ name }) => name)).size === 3 ? quiet + 1 : 0
    before = now
  }
}

/** Milliseconds of the home, and of the other lanes that the node had. */
interface Moved {
  owned: number[]
  committed: number[]
  /** The longest pause between two commits. */
  silent: number[]
}
const home: Moved = { owned: [], committed: [], silent: [] }
const others: Moved = { owned: [], committed: [], silent: [] }

async function killOne(victim: ClusterNode): Promise<void> {
  const suffix = `:${victim.process.pid}`
  const former = new Map((await lanes()).filter(({ name }) => name?.endsWith(suffix)).map(each => [each.lane, each]))
  const began = performance.now()
  victim.process.kill(signal)
  const seen = new Map([...former].map(([lane, { seq }]) => [lane, { seq, at: began, longest: 0 }]))
  const taken = new Map<number, string>()
  while (former.size > 0) {
    if (performance.now() - began > mostMs) throw new Error('a lane has had no owner for too long')
    for (const { lane, epoch, seq } of await lanes()) {
      const was = former.get(lane)
      if (was === undefined) continue
      const last = seen.get(lane)!
      if (seq !== last.seq) seen.set(lane, { seq, at: performance.now(), longest: Math.max(last.longest, performance.now() - last.at) })
      if (epoch === was.epoch) continue
      const moved = lane === 0 ? home : others
      const ms = performance.now() - began
      if (!taken.has(lane)) moved.owned.push(ms)
      const at = taken.get(lane) ?? seq
      taken.set(lane, at)
      if (seq === at) continue
      moved.committed.push(ms)
      moved.silent.push(seen.get(lane)!.longest)
      former.delete(lane)
    }
    await wait(2)
  }
}

const nodes: ClusterNode[] = []
async function work(): Promise<void> {
  for (let at = 0; at < 3; at++) nodes.push(await beginNode(database, newFolder()))
  await settled()
  const { roleArn } = await callStates(nodes[0]!.url, 'DescribeStateMachine', { stateMachineArn: example })
  const waits = Array.from({ length: 600 }, (_, at) => [
    `W${at}`,
    { Type: 'Wait', Seconds: 1, ...(at < 599 ? { Next: `W${at + 1}` } : { End: true }) },
  ])
  const definition = JSON.stringify({ StartAt: 'W0', States: Object.fromEntries(waits) })
  const { stateMachineArn } = await callStates(nodes[0]!.url, 'CreateStateMachine', { name: 'Waits', definition, roleArn })
  for (let at = 0; at < executions; at++) await callStates(nodes[at % 3]!.url, 'StartExecution', { stateMachineArn })
  // The home's lane moves only by executions of its own: those that may not run elsewhere.
  const sends = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { QueueUrl: 'q', MessageBody: 'm' }, End: true }
  const atHome = JSON.stringify({
    StartAt: 'W0',
    States: { ...Object.fromEntries(waits), W599: { Type: 'Wait', Seconds: 1, Next: 'S' }, S: sends },
  })
  const own = await callStates(nodes[0]!.url, 'CreateStateMachine', { name: 'WaitsAtHome', definition: atHome, roleArn })
  for (let at = 0; at < executions / 8; at++) await callStates(nodes[0]!.url, 'StartExecution', own)
  for (let kill = 0; kill < kills; kill++) {
    await settled()
    const victim = nodes[kill % 3]!
    await killOne(victim)
    if (signal === 'SIGSTOP') victim.process.kill('SIGKILL')
    // Its lanes have gone before the process has, which holds its folder until then.
    if (victim.process.exitCode === null && victim.process.signalCode === null) await once(victim.process, 'exit')
    nodes[kill % 3] = await beginNode(database, victim.folder)
  }
}

try {
  await work()
} finally {
  for (const { process: child, folder } of nodes) {
    // One that was killed, and could not be followed by another, has ended.
    if (child.kill('SIGKILL')) await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  await client.end()
  await server.stop()
}
const middle = (values: readonly number[]): number => round(percentile(values, 0.5))
publish('take-over', {
  kills,
  executions,
  ...{ lanesTaken: others.owned.length, ownedMsMedian: middle(others.owned), firstCommitMsMedian: middle(others.committed) },
  ...{ firstCommitMsMax: round(Math.max(...others.committed)), silentMsMedian: middle(others.silent) },
  ...{ homesTaken: home.owned.length, homeOwnedMsMedian: middle(home.owned), homeFirstCommitMsMedian: middle(home.committed) },
  ...{ homeFirstCommitMsMax: round(Math.max(...home.committed)), homeSilentMsMedian: middle(home.silent) },
})
