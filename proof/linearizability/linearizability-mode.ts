import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { seededIds } from '@pasos/engine'
import { type PostgresServer, startPostgres } from '@pasos/store-postgres/testing'
import { openLoadBalancer } from '../cluster/load-balancer.ts'
import { type NodesOnWays, nodesOnWays, type WayNode } from '../cluster/nodes-on-ways.ts'
import { createRole } from '../torture/deploy.ts'
import { lookAtLanes } from '../torture/lanes-of.ts'
import { executionArn, machineArn } from '../torture/machines.ts'
import { hasEnded, kill } from '../torture/server.ts'
import { type Described, executionModel, type NameAnswer, type NameCall, type NameHistory } from './execution-model.ts'
import { isLinearizable } from './linearizable.ts'

const nodeCount = 3
const clientCount = 8
const namesAtATime = 5
/** Names have been called often enough by then. */
const nameMs = 1_200
const timeoutMs = 4_000
const nodeEndMs = 20_000
const machine = 'named'
/** It goes on until it is stopped. */
const definition = { StartAt: 'Stay', States: { Stay: { Type: 'Wait', Seconds: 86_400, End: true } } }
const faults = ['kill', 'pause', 'partition'] as const
type Fault = (typeof faults)[number]

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/**
 * Clients start, stop and describe executions by the same few names, at the same time, through a load balancer before three nodes, of which one after
 * the other is killed, paused until others have taken over, or cut off from the database. What they were answered must be what one server, with one
 * call after the other, might have answered.
 */
export async function linearizabilityMode(options: {
  rounds: number
  seed: number
  tell: (line: string) => void
}): Promise<Record<string, unknown>> {
  const { rounds, seed, tell } = options
  const began = Date.now()
  const ids = seededIds(seed)
  const between = (from: number, to: number): number => from + Math.floor(ids.random() * (to - from + 1))
  const root = mkdtempSync(join(tmpdir(), 'pasos-linearizability-'))
  let postgres: PostgresServer | undefined
  let cluster: NodesOnWays | undefined
  try {
    postgres = await startPostgres()
    const database = await postgres.newDatabase()
    const look = lookAtLanes(database)
    cluster = await nodesOnWays({ count: nodeCount, root, postgres, database })
    const { nodes } = cluster
    await cluster.everybodyReady()
    await look.owned()
    // One that stands still, or is cut off, is called all the same.
    const balancer = await openLoadBalancer(() => nodes.flatMap(({ url }) => url ?? []))
    try {
      await deploy(nodes[0]!.url!)
      const over = new AbortController()
      const working = callers(balancer.url, between, over.signal)
      for (let round = 0; round < rounds; round++) {
        await pause(between(500, 1_500))
        const fault = faults[round % faults.length]!
        await strike(fault, nodes[between(0, nodeCount - 1)]!, { cluster, look, between })
        tell(`${round + 1}: ${fault}`)
      }
      await pause(1_000)
      over.abort()
      const histories = await working
      return {
        mode: 'linearizability',
        seed,
        nodes: nodeCount,
        faults: rounds,
        ...judged(histories),
        seconds: Math.round((Date.now() - began) / 1000),
      }
    } finally {
      await balancer.close()
    }
  } finally {
    await cluster?.close()
    await postgres?.stop()
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function deploy(endpoint: string): Promise<void> {
  const roleArn = await createRole(endpoint, 'states')
  const sfn = new SFNClient({
    ...{ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, disableHostPrefix: true },
  })
  await sfn.send(new CreateStateMachineCommand({ name: machine, roleArn, definition: JSON.stringify(definition) }))
}

/** Clients at work until the signal; each has one call under way. Answers the calls by the names that they were about. */
async function callers(url: string, between: (from: number, to: number) => number, over: AbortSignal): Promise<Map<string, NameHistory>> {
  const histories = new Map<string, NameHistory>()
  const began = performance.now()
  const client = async (): Promise<void> => {
    while (!over.aborted) {
      const generation = Math.floor((performance.now() - began) / nameMs)
      const name = `n${generation}-${between(1, namesAtATime)}`
      const input = randomCall(between)
      const from = performance.now()
      const output = await answered(url, name, input)
      const history = histories.get(name) ?? []
      histories.set(name, history)
      // A look that nobody answered says nothing.
      if (output !== undefined || input.op !== 'describe') history.push({ from, to: performance.now(), input, output })
    }
  }
  await Promise.all(Array.from({ length: clientCount }, client))
  return histories
}

function randomCall(between: (from: number, to: number) => number): NameCall {
  const draw = between(1, 100)
  if (draw <= 35) return { op: 'start', input: JSON.stringify({ like: between(1, 5) === 1 ? 'other' : 'first' }) }
  if (draw <= 50) return { op: 'stop', error: `E${between(1, 1_000_000)}` }
  return { op: 'describe' }
}

/** Undefined when nobody knows: the connection broke, it took too long, or the answer says that the service failed. */
async function answered(url: string, name: string, call: NameCall): Promise<NameAnswer | undefined> {
  const arn = executionArn(machine, name)
  const [operation, input] =
    call.op === 'start'
      ? ['StartExecution', { stateMachineArn: machineArn(machine), name, input: call.input }]
      : call.op === 'stop'
        ? ['StopExecution', { executionArn: arn, error: call.error }]
        : ['DescribeExecution', { executionArn: arn }]
  try {
    const response = await fetch(url, {
      ...{ method: 'POST', body: JSON.stringify(input), signal: AbortSignal.timeout(timeoutMs) },
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` },
    })
    const body = (await response.json()) as Record<string, unknown>
    if (response.status === 200) return told(call, body)
    return response.status === 400 ? { code: String(body['__type']).replace(/^.*#/, '') } : undefined
  } catch {
    return undefined
  }
}

function told(call: NameCall, body: Record<string, unknown>): NameAnswer {
  if (call.op === 'start') return { startDate: body['startDate'] as number }
  if (call.op === 'stop') return { stopDate: body['stopDate'] as number }
  const { status, input, startDate, stopDate, error } = body as unknown as Described
  return { status, input, startDate, ...(stopDate !== undefined && { stopDate }), ...(error !== undefined && { error }) }
}

/** Resolves once the others have taken over, and the struck one has ended and is there again. */
async function strike(
  fault: Fault,
  victim: WayNode,
  { cluster, look, between }: { cluster: NodesOnWays; look: ReturnType<typeof lookAtLanes>; between: (from: number, to: number) => number },
): Promise<void> {
  const { life, way } = victim
  if (fault === 'kill') await kill(life)
  else if (fault === 'pause') life.process.kill('SIGSTOP')
  else way.cut()
  await look.owned(life.process.pid)
  // The others have served for a while when it comes back and believes what it believed.
  await pause(between(0, 1_000))
  if (fault === 'pause') life.process.kill('SIGCONT')
  if (fault === 'partition') way.mend(between(0, 1) === 1)
  await Promise.race([life.ended, pause(nodeEndMs)])
  if (!hasEnded(life)) await kill(life)
  delete victim.url
  victim.life = cluster.begin(victim)
  await cluster.everybodyReady()
  await look.owned()
}

function judged(histories: ReadonlyMap<string, NameHistory>): Record<string, unknown> {
  const failures: string[] = []
  let calls = 0
  let unknown = 0
  for (const [name, history] of histories) {
    calls += history.length
    unknown += history.filter(({ output }) => output === undefined).length
    const verdict = isLinearizable(executionModel, history)
    if (!verdict.ok)
      failures.push(`${name}: ${verdict.explained} of ${history.length} calls are explained: ${history.map(shown).join(' · ')}`)
  }
  // A run in which nobody was answered would prove nothing.
  const isServed = unknown * 4 < calls
  return { names: histories.size, calls, unknown, failures: failures.slice(0, 10), ok: failures.length === 0 && isServed }
}

function shown({ from, to, input, output }: NameHistory[number]): string {
  const { op, ...given } = input
  return `${Math.round(from)}–${Math.round(to)} ${op} ${JSON.stringify(given)} → ${output === undefined ? 'nobody knows' : JSON.stringify(output)}`
}
