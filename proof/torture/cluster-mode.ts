import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededIds } from '@pasos/engine'
import { type PostgresServer, startPostgres } from '@pasos/store-postgres/testing'
import { clients } from './clients.ts'
import { deploy } from './deploy.ts'
import { countRunning, drain, verdictOf } from './drain.ts'
import { caller, kill, type Life, launch } from './server.ts'
import { stalls } from './stalls.ts'

export interface ClusterOptions {
  rounds: number
  seed: number
  executions: number
  tell: (line: string) => void
  /** The `pasos` to start; the project's own without. */
  entry?: string | undefined
  /** What happens to the node that serves, or to the database; all by turns without. */
  faults?: readonly Fault[]
}

/**
 * `kill`: SIGKILL · `pause`: SIGSTOP until another has taken over, then SIGCONT · `leave`: SIGTERM · `database`: PostgreSQL dies and comes
 * back.
 */
export type Fault = 'kill' | 'pause' | 'leave' | 'database'

interface Node {
  folder: string
  life: Life
}

const nodeCount = 3
const endMs = 20_000
const all: readonly Fault[] = ['kill', 'pause', 'kill', 'database', 'kill', 'leave']
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** Three nodes on one PostgreSQL with executions of every kind under way, one fault after the other. In the end everything must end, and the oracle judges. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one run with its members, each short
export async function clusterMode(options: ClusterOptions): Promise<Record<string, unknown>> {
  const { rounds, seed, executions, tell, entry, faults = all } = options
  const began = Date.now()
  const ids = seededIds(seed)
  const between = (from: number, to: number): number => from + Math.floor(ids.random() * (to - from + 1))
  const root = mkdtempSync(join(tmpdir(), 'pasos-cluster-'))
  const invocationsFile = join(root, 'invocations.jsonl')
  const crowd = clients({ ids, prefix: `s${seed}-`, invocationsFile, retriesFailures: true })
  const downtimes: { from: number; to: number }[] = []
  const takeOvers: Record<Fault, number[]> = { kill: [], pause: [], leave: [], database: [] }
  const wrong: string[] = []
  const watch = stalls()
  let busiest = 0
  let postgres: PostgresServer | undefined
  const nodes: Node[] = []
  try {
    postgres = await startPostgres()
    const environment = { PASOS_POSTGRES: await postgres.newDatabase() }
    const begin = (folder: string): Life => launch({ folder, environment, entry })
    for (let at = 0; at < nodeCount; at++) {
      const folder = join(root, `node-${at}`)
      nodes.push({ folder, life: begin(folder) })
    }
    let serving = await nextReady(nodes)
    await deploy(await serving.life.ready, invocationsFile)
    crowd.plan(executions)
    for (let round = 0; round < rounds; round++) {
      await liveOn(await serving.life.ready, between(200, 1_500))
      const fault = faults[round % faults.length]!
      revive(begin)
      const from = Date.now()
      serving = await strike(fault, serving, begin, postgres)
      takeOvers[fault].push(Date.now() - from)
      downtimes.push({ from, to: Date.now() + 200 })
      busiest = Math.max(busiest, loadavg()[0] ?? 0)
      tell(`${round + 1}: ${fault}, served again after ${takeOvers[fault].at(-1)} ms, ${crowd.acknowledged.length} effects acknowledged`)
    }
    const { executions: observed, failures } = await drain(crowd, await serving.life.ready)
    downtimes.push(...watch.stop())
    const lateMs = Math.round(1_000 * Math.max(1, Math.max(busiest, ...loadavg()) / availableParallelism()))
    const verdict = verdictOf(crowd, { executions: observed, downtimes, lateMs }, [...failures, ...wrong])
    const served = Object.entries(takeOvers).map(([fault, times]) => [`${fault}ServedAgainMs`, times.sort((a, b) => a - b).join(' ')])
    return {
      ...{ mode: 'cluster', seed, nodes: nodeCount, kills: takeOvers.kill.length, pauses: takeOvers.pause.length },
      ...{ departures: takeOvers.leave.length, databaseDeaths: takeOvers.database.length, ...Object.fromEntries(served) },
      ...{ ...verdict.figures, lateAllowedMs: lateMs, busiestLoad: busiest, seconds: Math.round((Date.now() - began) / 1000) },
      ...{ failures: verdict.failures.slice(0, 20), ok: verdict.failures.length === 0 && verdict.isServed },
    }
  } finally {
    watch.stop()
    for (const { life } of nodes) await kill(life)
    await postgres?.stop()
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  }

  async function liveOn(url: string, ms: number): Promise<void> {
    const call = caller(url)
    const over = new AbortController()
    const working = crowd.work(call, over.signal)
    const wait = pause(ms)
    const running = await countRunning(call).catch(() => executions)
    if (crowd.isIdle && running < executions) crowd.plan(executions - running)
    await wait
    over.abort()
    // The fault comes while requests are under way.
    void working.finally(() => call.close())
  }

  /** A start that finds no database ends, and a supervisor tries it again; a node that has begun to wait must not end. */
  function revive(begin: (folder: string) => Life): void {
    for (const node of nodes) {
      if (node.life.process.exitCode === null) continue
      if (node.life.output().includes('This one waits')) wrong.push(`a node that waited has ended: ${node.life.output()}`)
      node.life = begin(node.folder)
    }
  }

  /** Answers the node that serves after it. */
  async function strike(fault: Fault, serving: Node, begin: (folder: string) => Life, database: PostgresServer): Promise<Node> {
    if (fault === 'database') {
      await database.kill()
      await pause(between(0, 500))
      await database.start()
      const url = await serving.life.ready
      for (let isWell = false; !isWell; await pause(20)) {
        if (serving.life.process.exitCode !== null) {
          wrong.push(`a node ended as the database died: ${serving.life.output()}`)
          serving.life = begin(serving.folder)
          return nextReady(nodes)
        }
        isWell = await fetch(`${url}/_pasos/health`).then(
          async answer => ((await answer.json()) as { status: string }).status === 'ok',
          () => false,
        )
      }
      return serving
    }
    const others = nodes.filter(node => node !== serving)
    const { process } = serving.life
    if (fault === 'pause') {
      process.kill('SIGSTOP')
      const next = await nextReady(others)
      await pause(between(0, 500))
      process.kill('SIGCONT')
      await Promise.race([serving.life.ended, pause(endMs)])
      if (process.exitCode === null) {
        wrong.push('a node that was paused while another took over has not ended')
        await kill(serving.life)
      }
      serving.life = begin(serving.folder)
      return next
    }
    if (fault === 'kill') await kill(serving.life)
    else process.kill('SIGTERM')
    const next = await nextReady(others)
    await serving.life.ended
    serving.life = begin(serving.folder)
    return next
  }
}

async function nextReady(nodes: readonly Node[]): Promise<Node> {
  return Promise.any(nodes.map(node => node.life.ready.then(() => node)))
}
