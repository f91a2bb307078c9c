import type { Runtime } from '@pasos/engine'
import { checkEvidence } from '../../oracle/check-evidence.ts'
import type { Evidence, Invocation, ObservedExecution, Violation } from '../../oracle/evidence.ts'
import { randomMachine, workItem } from '../random-machine.ts'
import { observe, observeChildren, settled, startRequest } from '../simulate.ts'
import { simulatedClients } from '../simulated-clients.ts'
import { simulatedWorkers } from '../simulated-workers.ts'
import { type Faults, plannedFaults } from './faults.ts'
import { type Life, type Machines, openMachines } from './machines.ts'
import { simulatedNetwork } from './network.ts'
import { type Asked, openSimulatedNode, type SimulatedNode } from './simulated-node.ts'
import { type SimulatedPostgres, simulatedPostgres } from './simulated-postgres.ts'

export interface ClusterSimulation {
  seed: number
  /** Faults that struck. */
  crashes: number
  steps: number
  evidence: Evidence
  violations: Violation[]
}

const laneCount = 4
const mostMs = 400_000
const clientsAgainMs = 2_000
/** A timer may be so late besides the time in which its lane was nobody's: an engine opens, a message is sent again, or its way is as slow as it gets. */
const lateMs = 6_000

/**
 * Several nodes of a cluster in a world of their own: clocks that drift, and are set, ways that are slow or cut, machines that stand still or die, and a
 * database that does. What the nodes run is the real code. The same seed gives the same run; the oracle judges what is on disk in the end, and who
 * has written it.
 */
export async function simulate(seed: number): Promise<ClusterSimulation> {
  const machines = openMachines(seed)
  try {
    return await run(seed, machines)
  } finally {
    machines.close()
  }
}

interface Place {
  name: string
  node?: SimulatedNode | undefined
  life?: Life
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one world with its parts, each short
async function run(seed: number, machines: Machines): Promise<ClusterSimulation> {
  const database = simulatedPostgres(machines, laneCount)
  const network = simulatedNetwork(machines)
  const places: Place[] = Array.from({ length: machines.between(2, 4) }, (_, at) => ({ name: `m${at}` }))
  const invocations: Invocation[] = []
  const defects: string[] = []
  const onDefect = (error: unknown): void => {
    const { stack, cause } = error as Error
    defects.push(`${stack ?? String(error)} ${cause instanceof Error ? cause.stack : ''}`)
  }
  const peek = (arn: string) => database.durable.map(journal => journal.peek(arn)).find(found => found !== undefined)
  let numbers = 0
  let lives = 0

  const boot = (place: Place): void => {
    const life = machines.begin(place.name)
    place.life = life
    const { runner } = simulatedWorkers({
      world: { ...machines, now: life.clock.now, at: life.clock.at },
      ...{ disk: { durable: { peek } }, onToken: clients.answerToken, invocations },
    })
    life.onDeath(() => {
      place.node = undefined
      machines.outside(machines.between(100, 3_000), () => boot(place))
    })
    const url = `sim://${place.name}/${++lives}`
    const options = { machines, database, network, life, url, runner, allocate: () => ++numbers, onDefect }
    const opening = life.run(() => openSimulatedNode(options))
    // A start that fails ends the process, and it is started again.
    opening.then(
      node => {
        place.node = node
      },
      () => life.kill(),
    )
  }

  /** A call of a client: whatever node it comes to. */
  const ask = (asked: Asked): Promise<never> => {
    const there = places.flatMap(({ node }) => node ?? [])
    const node = there[machines.between(0, Math.max(0, there.length - 1))]
    const { promise, resolve, reject } = Promise.withResolvers<never>()
    if (!node) {
      reject(new Error('nobody is there'))
      return promise
    }
    node.life.onDeath(() => machines.outside(1, () => reject(new Error('broken off'))))
    const back = (tell: () => void): void => network.wayOf(node.life.name).send({ last: 0 }, tell)
    network.wayOf(node.life.name).send(
      { last: 0 },
      () =>
        void node.ask(asked).then(
          answer => back(() => resolve(answer as never)),
          error => back(() => reject(error)),
        ),
      node.life,
    )
    return promise
  }
  const called: Pick<Runtime, 'start' | 'stop' | 'deliverByToken'> = {
    start: (...args) => ask({ op: 'start', args }),
    stop: (...args) => ask({ op: 'stop', args }),
    deliverByToken: (...args) => ask({ op: 'deliverByToken', args }),
  }
  const clients = simulatedClients({ world: { ...machines, now: () => Math.floor(machines.now()) }, runtime: () => called })

  const requests = Array.from({ length: machines.between(1, 5) }, (_, index) =>
    startRequest(`e${index}`, randomMachine(machines, 8), workItem(machines, 'start')),
  )
  for (const request of requests) clients.start(request)
  for (const place of places) machines.outside(machines.between(0, 500), () => boot(place))
  const faults: Faults = plannedFaults({ machines, database, network, places })
  const again = (): void => {
    clients.reconnect()
    machines.outside(clientsAgainMs, again)
  }
  machines.outside(clientsAgainMs, again)

  const hasEnded = (): boolean =>
    clients.isIdle &&
    faults.areOver &&
    requests.every(({ executionArn }) => (peek(executionArn)?.record.status ?? 'RUNNING') !== 'RUNNING') &&
    database.durable.every(journal => journal.known().every(({ status }) => status !== 'RUNNING' && status !== 'PENDING_REDRIVE'))
  const watch = watchOwners(machines, database, places)
  const began = machines.now()
  let steps = 0
  while (machines.now() - began < mostMs && machines.step()) {
    await settled()
    if (++steps % 8 === 0) watch.look()
    if (steps % 16 === 0 && hasEnded()) break
  }
  const executions = await Promise.all([
    ...requests.map(request => observe(request, journalOf(database, request.executionArn))),
    ...database.durable.flatMap((journal): Promise<ObservedExecution>[] => observeChildren(journal)),
  ])
  const evidence: Evidence = {
    ...{ acknowledged: clients.acknowledged, invocations, executions, downtimes: watch.downtimes(), lateMs },
    clockWasSet: faults.clockWasSet,
  }
  const violations = [...checkEvidence(evidence), ...watch.violations, ...ownersIn(database)]
  for (const what of defects) violations.push({ executionArn: '', rule: 'stuck', what: `a defect: ${what}` })
  for (const place of places) place.life?.kill()
  return { seed, crashes: faults.struck, steps, evidence, violations }
}

function journalOf(database: SimulatedPostgres, executionArn: string) {
  return database.durable.find(journal => journal.peek(executionArn)) ?? database.durable[0]!
}

/** No epoch has the batches of two, none comes back, and batches of one are numbered. */
function ownersIn(database: SimulatedPostgres): Violation[] {
  const violations: Violation[] = []
  const last = new Map<number, (typeof database.committed)[number]>()
  for (const batch of database.committed) {
    const before = last.get(batch.lane)
    last.set(batch.lane, batch)
    if (!before) continue
    const isNext = batch.seq === before.seq + 1
    const isOwners = batch.epoch > before.epoch || (batch.epoch === before.epoch && batch.by === before.by)
    if (isNext && isOwners) continue
    const tell = ({ epoch, seq, by }: typeof batch): string => `${epoch}/${seq} by ${by.name}`
    violations.push({ executionArn: '', rule: 'doubled', what: `lane ${batch.lane}: ${tell(batch)} was written after ${tell(before)}` })
  }
  return violations
}

/**
 * Notes when a lane is served by nobody, and when two would answer as the home. One whose lock is gone, as the server has given its connection up, is
 * followed at once, and learns of it when it hears from the server: until then two may.
 */
function watchOwners(machines: Machines, database: SimulatedPostgres, places: readonly Place[]) {
  const violations: Violation[] = []
  const down: { from: number; to: number }[] = []
  let downSince: number | undefined = machines.now()

  const isServed = (): boolean => {
    if (!database.isUp) return false
    let served = 0
    for (const { node } of places) {
      if (!node || node.life.isPaused || database.wayOf(node.life.name).isCut) continue
      for (const lane of node.lanes()) if (database.lifeOf(database.lanes[lane]!.node) === node.life) served |= 1 << lane
    }
    return served === (1 << laneCount) - 1
  }
  const until = (): number => Math.ceil(machines.now()) + 500
  return {
    violations,
    downtimes: () => (downSince === undefined ? down : [...down, { from: Math.floor(downSince), to: until() }]),
    look(): void {
      if (isServed()) {
        if (downSince !== undefined) down.push({ from: Math.floor(downSince), to: until() })
        downSince = undefined
      } else downSince ??= machines.now()
      const homes = places.filter(({ node }) => node && !node.life.isPaused && database.holdsLock(node.life) && node.servesHome())
      if (homes.length > 1 && violations.length === 0)
        violations.push({ executionArn: '', rule: 'doubled', what: `${homes.map(({ name }) => name).join(' and ')} answer as the home` })
    },
  }
}
