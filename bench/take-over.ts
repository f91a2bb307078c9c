import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startPostgres } from '@pasos/store-postgres/testing'
import pg from 'pg'
import { numberArgument } from './setup/command-line.ts'
import { newFolder } from './setup/engine.ts'
import { percentile, publish, round } from './setup/results.ts'

/**
 * Three nodes of a cluster, executions in all lanes, and one node killed again and again: from the kill until each of its lanes has another owner,
 * and until that has committed a turn there. The home opens a whole server, the other lanes an engine, so each is told apart.
 */
const command = fileURLToPath(new URL('../packages/pasos/bin/pasos.mjs', import.meta.url))
const kills = numberArgument('--kills', 10)
const executions = numberArgument('--executions', 400)
const example = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
const mostMs = 30_000
const restMs = 120_000

interface Node {
  folder: string
  process: ChildProcess
  url: string
}
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

async function begin(folder: string): Promise<Node> {
  const child = spawn(process.execPath, [command, 'start', '--port', '0', '--data', folder], {
    env: { ...process.env, LC_ALL: 'C', PASOS_POSTGRES: database },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', chunk => {
      printed += chunk
      const found = /is ready: (http:\/\/\S+)/.exec(printed)?.[1]
      if (found) resolve(found)
    })
    child.once('exit', code => reject(new Error(`a node ended with code ${code}: ${printed}`)))
  })
  return { folder, process: child, url }
}

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

async function call(url: string, operation: string, input: object): Promise<Record<string, string>> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) })
  const body = (await answer.json()) as Record<string, string>
  if (!answer.ok) throw new Error(`${operation}: ${JSON.stringify(body)}`)
  return body
}

/** Milliseconds of the home, and of the other lanes that the node had. */
interface Moved {
  owned: number[]
  committed: number[]
}
const home: Moved = { owned: [], committed: [] }
const others: Moved = { owned: [], committed: [] }

async function killOne(victim: Node): Promise<void> {
  const suffix = `:${victim.process.pid}`
  const former = new Map((await lanes()).filter(({ name }) => name?.endsWith(suffix)).map(each => [each.lane, each]))
  const began = performance.now()
  victim.process.kill('SIGKILL')
  const taken = new Map<number, string>()
  while (former.size > 0) {
    if (performance.now() - began > mostMs) throw new Error('a lane has had no owner for too long')
    for (const { lane, epoch, seq } of await lanes()) {
      const was = former.get(lane)
      if (was === undefined || epoch === was.epoch) continue
      const moved = lane === 0 ? home : others
      const ms = performance.now() - began
      if (!taken.has(lane)) moved.owned.push(ms)
      const at = taken.get(lane) ?? seq
      taken.set(lane, at)
      if (seq === at) continue
      moved.committed.push(ms)
      former.delete(lane)
    }
    await wait(2)
  }
}

const nodes: Node[] = []
async function work(): Promise<void> {
  for (let at = 0; at < 3; at++) nodes.push(await begin(newFolder()))
  await settled()
  const { roleArn } = await call(nodes[0]!.url, 'DescribeStateMachine', { stateMachineArn: example })
  const waits = Array.from({ length: 600 }, (_, at) => [
    `W${at}`,
    { Type: 'Wait', Seconds: 1, ...(at < 599 ? { Next: `W${at + 1}` } : { End: true }) },
  ])
  const definition = JSON.stringify({ StartAt: 'W0', States: Object.fromEntries(waits) })
  const { stateMachineArn } = await call(nodes[0]!.url, 'CreateStateMachine', { name: 'Waits', definition, roleArn })
  for (let at = 0; at < executions; at++) await call(nodes[at % 3]!.url, 'StartExecution', { stateMachineArn })
  // The home's lane moves only by executions of its own: those that may not run elsewhere.
  const sends = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { QueueUrl: 'q', MessageBody: 'm' }, End: true }
  const atHome = JSON.stringify({
    StartAt: 'W0',
    States: { ...Object.fromEntries(waits), W599: { Type: 'Wait', Seconds: 1, Next: 'S' }, S: sends },
  })
  const own = await call(nodes[0]!.url, 'CreateStateMachine', { name: 'WaitsAtHome', definition: atHome, roleArn })
  for (let at = 0; at < executions / 8; at++) await call(nodes[0]!.url, 'StartExecution', own)
  for (let kill = 0; kill < kills; kill++) {
    await settled()
    const victim = nodes[kill % 3]!
    await killOne(victim)
    nodes[kill % 3] = await begin(victim.folder)
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
  firstCommitMsMax: round(Math.max(...others.committed)),
  ...{ homesTaken: home.owned.length, homeOwnedMsMedian: middle(home.owned), homeFirstCommitMsMedian: middle(home.committed) },
  homeFirstCommitMsMax: round(Math.max(...home.committed)),
})
