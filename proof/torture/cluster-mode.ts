import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededIds } from '@pasos/engine'
import { type PostgresServer, startPostgres } from '@pasos/store-postgres/testing'
import { type NodesOnWays, nodesOnWays, type WayNode } from '../cluster/nodes-on-ways.ts'
import { clients } from './clients.ts'
import { crowding, worstCrowding } from './crowding.ts'
import { deploy } from './deploy.ts'
import { brokenDown, countRunning, drain, verdictOf } from './drain.ts'
import { lookAtLanes } from './lanes-of.ts'
import { roundRobin } from './round-robin.ts'
import { type Caller, hasEnded, kill, type Life } from './server.ts'
import { stalls } from './stalls.ts'

export interface ClusterOptions {
  rounds: number
  seed: number
  executions: number
  tell: (line: string) => void
  /** The `pasos` to start; the project's own without. */
  entry?: string | undefined
  /** The `pasos` of another version, which every second node is started with, so that both are at work beside each other. */
  beside?: string | undefined
  /** What happens to a node, or to the database; all by turns without. */
  faults?: readonly Fault[] | undefined
}

/**
 * `kill`: SIGKILL · `pause`: SIGSTOP until others have taken over, then SIGCONT · `leave`: SIGTERM · `database`: PostgreSQL dies and comes
 * back · `partition`: a node is cut off from the database, and still called, until others have taken over, then the way is mended ·
 * `glitch`: it is cut off for less than a lease · `standby`: the database's commits wait for a standby that hangs. Nodes are hit by chance, so
 * the home is one time in three.
 */
export type Fault = 'kill' | 'pause' | 'leave' | 'database' | 'partition' | 'glitch' | 'standby'

/** After these the node's life is over; after the others it goes on. */
const endsVictim: ReadonlySet<Fault> = new Set(['kill', 'pause', 'leave', 'partition'])

const nodeCount = 3
/** On a machine that has no more to do than it can. */
const endMs = 20_000
const readyMs = 60_000
/** Of each core: from there on a node may get no time for longer than its lease. */
const starvedLoad = 4
/** Less than a lease, and than what is left of it when it comes. */
const glitchMs = 800
/** Two and a half leases. */
const hangMs = 7_500
const all: readonly Fault[] = ['kill', 'pause', 'partition', 'database', 'kill', 'leave', 'kill', 'glitch', 'standby']

/** From the command line, with commas between them; undefined for all. */
export function chosenFaults(text: string | undefined): readonly Fault[] | undefined {
  const chosen = text?.split(',')
  const unknown = chosen?.find(each => !all.includes(each as Fault))
  if (unknown !== undefined) throw new Error(`There is no fault ${unknown}, only ${[...new Set(all)].join(', ')}.`)
  return chosen as Fault[] | undefined
}

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/**
 * Three nodes on one PostgreSQL, all of them at work and called by turns, with executions of every kind under way and one fault after the
 * other. In the end everything must end, and the oracle judges.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one run with its members, each short
export async function clusterMode(options: ClusterOptions): Promise<Record<string, unknown>> {
  const { rounds, seed, executions, tell, entry, beside, faults = all } = options
  const began = Date.now()
  const ids = seededIds(seed)
  const between = (from: number, to: number): number => from + Math.floor(ids.random() * (to - from + 1))
  const root = mkdtempSync(join(tmpdir(), 'pasos-cluster-'))
  const invocationsFile = join(root, 'invocations.jsonl')
  const crowd = clients({ ids, prefix: `s${seed}-`, invocationsFile, retriesFailures: true })
  const downtimes: { from: number; to: number }[] = []
  const takeOvers: Record<Fault, number[]> = { kill: [], pause: [], leave: [], database: [], partition: [], glitch: [], standby: [] }
  const wrong: string[] = []
  const watch = stalls()
  let busiest = 0
  let retries = 0
  let launched = 0
  let isStuck = false
  let starved = 0
  /** Nodes that stood still, or were cut off, before they had anything that others could take over: they go on. */
  let spared = 0
  let postgres: PostgresServer | undefined
  let cluster: NodesOnWays | undefined
  let nodes: readonly WayNode[] = []
  try {
    postgres = await startPostgres()
    const database = await postgres.newDatabase()
    const look = lookAtLanes(database)
    const entryOf = (): string | undefined => (launched++ % 2 === 0 ? entry : (beside ?? entry))
    cluster = await nodesOnWays({ count: nodeCount, root, postgres, database, entryOf })
    nodes = cluster.nodes
    const { begin } = cluster
    await everybodyReady()
    await look.owned()
    await deploy(nodes[0]!.url!, invocationsFile)
    crowd.plan(executions)
    for (let round = 0; round < rounds; round++) {
      const over = new AbortController()
      const live = liveOn(over.signal, between(200, 1_500))
      await kept(live.begun)
      const fault = faults[round % faults.length]!
      const from = Date.now()
      takeOvers[fault].push((await strike(fault, nodes[between(0, nodeCount - 1)]!, begin, postgres, look)) - from)
      if (isStuck) break
      downtimes.push({ from, to: Date.now() + 200 })
      // Calls go on through the fault, and a little longer.
      await pause(between(0, 300))
      over.abort()
      retries += await live.ended()
      beginEnded(undefined)
      busiest = Math.max(busiest, loadavg()[0] ?? 0)
      tell(
        `${round + 1}: ${fault}, every lane owned again after ${takeOvers[fault].at(-1)} ms, ${crowd.acknowledged.length} effects acknowledged`,
      )
    }
    await everybodyReady()
    await look.owned()
    const { executions: observed, failures } = await kept(
      drain(crowd, roundRobin(urls, new AbortController().signal, { patienceMs: readyMs * crowding() })),
    )
    downtimes.push(...watch.stop())
    const lateMs = Math.round(1_000 * worstCrowding(busiest))
    const found = [...failures, ...wrong, ...(await look.outOfOrder())]
    const verdict = verdictOf(crowd, { executions: observed, downtimes, lateMs }, found)
    const served = Object.entries(takeOvers).map(([fault, times]) => [`${fault}OwnedAgainMs`, times.sort((a, b) => a - b).join(' ')])
    return {
      ...{ mode: 'cluster', seed, nodes: nodeCount, kills: takeOvers.kill.length, pauses: takeOvers.pause.length },
      ...{ departures: takeOvers.leave.length, databaseDeaths: takeOvers.database.length },
      ...{ partitions: takeOvers.partition.length, glitches: takeOvers.glitch.length, hungStandbys: takeOvers.standby.length },
      ...Object.fromEntries(served),
      ...{
        ...verdict.figures,
        triedAgain: retries,
        starvedNodes: starved,
        sparedNodes: spared,
        lateAllowedMs: lateMs,
        busiestLoad: busiest,
      },
      ...{ seconds: Math.round((Date.now() - began) / 1000) },
      ...{ failures: verdict.failures.slice(0, 20), ok: verdict.failures.length === 0 && verdict.isServed },
    }
  } catch (error) {
    return { mode: 'cluster', seed, ...brokenDown(wrong, error) }
  } finally {
    watch.stop()
    await cluster?.close()
    await postgres?.stop()
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  }

  function urls(): string[] {
    return nodes.flatMap(({ url }) => url ?? [])
  }

  /** What goes on while nodes that end by themselves are started again, as whoever keeps them running does; but for the `victim`. */
  async function kept<T>(goingOn: Promise<T>, victim?: WayNode): Promise<T> {
    const keeper = setInterval(() => beginEnded(victim), 500)
    try {
      return await goingOn
    } finally {
      clearInterval(keeper)
    }
  }

  /** Also of those that end before they are, and are started again. */
  async function everybodyReady(): Promise<void> {
    for (const until = Date.now() + readyMs * crowding(); ; await pause(50)) {
      const ready = Promise.all(nodes.map(({ life }) => life.ready))
      if (await kept(ready).then(Boolean, () => false)) break
      if (Date.now() > until) throw new Error(`nodes do not get ready: ${nodes.map(({ life }) => life.output()).join('; ')}`)
    }
    for (const node of nodes) node.url = await node.life.ready
  }

  /** The crowd at work on all nodes that are there, until the signal; `begun` resolves after so long. */
  function liveOn(signal: AbortSignal, ms: number): { begun: Promise<void>; ended(): Promise<number> } {
    const call = roundRobin(urls, signal)
    const working = crowd.work(call, signal)
    return {
      begun: (async () => {
        const wait = pause(ms)
        const patient = roundRobin(urls, signal, { patienceMs: readyMs * crowding() })
        await refill(patient).finally(patient.close)
        await wait
      })(),
      async ended() {
        // A worker's poll may wait for its minute.
        await Promise.race([working, pause(500)])
        call.close()
        return call.retries
      },
    }
  }

  async function refill(call: Caller): Promise<void> {
    const running = await countRunning(call)
    if (crowd.isIdle && running < executions) crowd.plan(executions - running)
  }

  /**
   * Waits until the lanes have owners again. The `victim`'s next life begins when its lanes have gone to others. Where lanes stay without an owner
   * there is nothing more to try.
   */
  async function ownedBy(owned: Promise<void>, victim?: WayNode): Promise<void> {
    try {
      await kept(owned, victim)
    } catch (error) {
      wrong.push((error as Error).message)
      isStuck = true
    }
  }

  /** Starts the nodes again that have ended by themselves. On a machine that gives them no time they are rightly taken for dead. */
  function beginEnded(victim: WayNode | undefined): void {
    for (const node of nodes) {
      if (node === victim || !hasEnded(node.life)) continue
      const said = node.life.output().slice(-300)
      const isStarved = crowding() > starvedLoad && said.includes('no longer writes the database')
      if (isStarved) starved++
      else wrong.push(`a node ended by itself: ${said}`)
      delete node.url
      const life = cluster!.begin(node)
      node.life = life
      life.ready.then(
        url => {
          if (node.life === life) node.url = url
        },
        () => undefined,
      )
    }
  }

  /** A node that others have taken over from ends by itself. */
  async function over(fault: Fault, victim: WayNode, look: ReturnType<typeof lookAtLanes>): Promise<void> {
    const { life } = victim
    await Promise.race([life.ended, pause(endMs * crowding())])
    delete victim.url
    if (hasEnded(life)) return
    const said = life.output().slice(-300)
    wrong.push(`a node that others took over from has not ended after ${fault}, and has said ${said}: ${await look.standing()}`)
    await kill(life)
  }

  /** Answers when every lane was owned by somebody else. Whoever ended is there again by then. */
  async function strike(
    fault: Fault,
    victim: WayNode,
    begin: (node: WayNode) => Life,
    database: PostgresServer,
    look: ReturnType<typeof lookAtLanes>,
  ): Promise<number> {
    const { life } = victim
    const { pid } = life.process
    let owned: number
    if (fault === 'database') {
      await database.kill()
      await pause(between(0, 500))
      await database.start()
      await ownedBy(look.owned())
      owned = Date.now()
    } else if (fault === 'glitch') {
      victim.way.cut()
      await pause(between(50, glitchMs))
      // Reset, its lock would be gone, and with it what it has: that is a death like any other.
      victim.way.mend(false)
      await ownedBy(look.owned())
      owned = Date.now()
    } else if (fault === 'standby') {
      wrong.push(...(await hangStandby(look)))
      await ownedBy(look.owned())
      owned = Date.now()
    } else if (fault === 'partition') {
      victim.way.cut()
      await ownedBy(look.owned(pid), victim)
      owned = Date.now()
      const isSpared = await look.isNode(pid)
      await pause(between(0, 1_500))
      victim.way.mend(ids.random() < 0.5)
      if (isSpared) spared++
      else await over(fault, victim, look)
    } else {
      delete victim.url
      if (fault === 'kill') await kill(life)
      else life.process.kill(fault === 'pause' ? 'SIGSTOP' : 'SIGTERM')
      await ownedBy(look.owned(pid), victim)
      owned = Date.now()
      const isSpared = fault === 'pause' && (await look.isNode(pid))
      if (fault === 'pause') {
        await pause(between(0, 500))
        life.process.kill('SIGCONT')
      }
      if (isSpared) spared++
      else await over(fault, victim, look)
      if (fault === 'leave' && life.process.exitCode !== 0) wrong.push(`a node that left ended badly: ${life.output()}`)
    }
    if (isStuck) return owned
    beginEnded(endsVictim.has(fault) ? victim : undefined)
    if (hasEnded(victim.life)) {
      delete victim.url
      victim.life = begin(victim)
    }
    await everybodyReady()
    return owned
  }
}

/** A standby that says nothing stops what is committed, and nothing else: nodes stay what they are. Answers what was otherwise. */
async function hangStandby(look: ReturnType<typeof lookAtLanes>): Promise<string[]> {
  const before = await look.state()
  let looks = 0
  let overdue = 0
  await look.hang(true)
  for (const until = Date.now() + hangMs; Date.now() < until; looks++) {
    if ((await look.state()).overdue.length > 0) overdue++
    await pause(100)
  }
  await look.hang(false)
  const after = await look.state()
  return [
    ...(overdue * 3 > looks ? [`leases ran out while a standby hung: in ${overdue} of ${looks} looks`] : []),
    ...(after.epochs === before.epochs ? [] : [`lanes changed hands while a standby hung: ${before.epochs} became ${after.epochs}`]),
  ]
}
