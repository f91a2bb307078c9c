import { type MemoryJournal, memoryJournal, type OwnedLane } from '@pasos/engine'
import type { Connect, Session } from '@pasos/store-postgres/session'
import type { Life, Machines } from './machines.ts'
import { type Cuttable, cuttableWay } from './network.ts'
import { type Backend, Blocked, type Change, type LaneRow, statements, type Tables } from './statements.ts'

/** A batch that was written. */
export interface Committed extends Pick<OwnedLane, 'lane' | 'epoch' | 'seq'> {
  by: Life
}

/** A PostgreSQL as nodes see it: what they ask is answered as it would answer, over ways that may be cut, and it may die itself. */
export interface SimulatedPostgres {
  /** For one life of a node; sessions that are open are in `open`. */
  connector(life: Life, open: Set<Session>): Connect
  readonly lanes: readonly Readonly<LaneRow>[]
  /** What is on disk of a lane. */
  readonly durable: readonly MemoryJournal[]
  /** Of the node that has this number, while it is known. */
  lifeOf(node: number | undefined): Life | undefined
  /** Whether the lock that says that it lives is a node's. */
  holdsLock(life: Life): boolean
  readonly committed: readonly Committed[]
  readonly isUp: boolean
  wayOf(name: string): Cuttable
  /** The connections of a machine are reset, at both ends. */
  reset(name: string): void
  die(): void
  restart(): void
}

const connectMs = 5_000
/** So often a connection is lost after what was committed over it, and before the answer. */
const lostAnswers = 0.003
const lostWith = (code: string): Error => Object.assign(new Error('the connection was lost'), { code })

interface Ends {
  backend: Backend
  life: Life
  /** Told at the client's end. */
  lose(): void
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one server with its members, each short
export function simulatedPostgres(machines: Machines, laneCount: number): SimulatedPostgres {
  const durable = Array.from({ length: laneCount }, memoryJournal)
  const committed: Committed[] = []
  const tables: Tables = {
    lanes: durable.map((_, lane) => ({ lane, epoch: 0, seq: 0, feed: 0, node: undefined })),
    nodes: new Map(),
    locks: new Map(),
    rows: new Map(),
    upSince: machines.now() - 60_000,
    now: machines.now,
    write(backend, { lane, epoch, seq }, changes) {
      committed.push({ lane, epoch, seq, by: backend.life })
      for (const change of changes) apply(durable[lane]!, change)
      durable[lane]!.flush()
    },
  }
  const execute = statements(tables)
  const ways = new Map<string, Cuttable>()
  const sessions = new Set<Ends>()
  const waiting = new Map<string, Set<Backend>>()
  let isUp = true
  let pids = 0

  const wayOf = (name: string): Cuttable => {
    const way = ways.get(name) ?? cuttableWay(machines)
    ways.set(name, way)
    return way
  }

  /** Answers what a connection has asked, one after the other, until something stands in its way. */
  const work = (backend: Backend): void => {
    if (backend.isBusy || backend.isClosed) return
    const [next] = backend.asked
    if (!next) return
    try {
      const answer = execute(backend, next.text, next.values)
      backend.asked.shift()
      backend.isBusy = true
      // Reads of journals are promises, which are kept before anything else happens.
      Promise.resolve(answer).then(
        rows =>
          /^COMMIT|commit_batch/.test(next.text) && machines.chance(lostAnswers) ? lose(backend) : done(backend, () => next.answer(rows)),
        (error: Error) => done(backend, () => next.fail(error)),
      )
    } catch (error) {
      if (error instanceof Blocked) {
        waiting.set(error.by, (waiting.get(error.by) ?? new Set()).add(backend))
      } else {
        backend.asked.shift()
        next.fail(error as Error)
        work(backend)
      }
    }
    for (const key of backend.freed.splice(0)) wake(key)
    for (const pid of backend.terminated.splice(0)) {
      const ends = [...sessions].find(each => each.backend.pid === pid)
      if (ends) close(ends, true)
    }
  }
  const lose = (backend: Backend): void => {
    const ends = [...sessions].find(each => each.backend === backend)
    if (ends) close(ends, true)
  }
  const done = (backend: Backend, tell: () => void): void => {
    backend.isBusy = false
    tell()
    work(backend)
    const { transaction } = backend
    if (transaction?.mostIdleMs === undefined || backend.isBusy) return
    const heard = backend.heard
    machines.outside(transaction.mostIdleMs, () => {
      if (backend.transaction === transaction && backend.heard === heard) lose(backend)
    })
  }
  const wake = (key: string): void => {
    const those = waiting.get(key) ?? []
    waiting.delete(key)
    for (const backend of those) machines.outside(0, () => work(backend))
  }

  /** At the server's end: what was not committed is undone, its locks are free. `isTold`: whether the client's end hears of it. */
  const close = (ends: Ends, isTold: boolean): void => {
    const { backend, life } = ends
    if (!sessions.delete(ends)) return
    backend.isClosed = true
    for (const key of execute.end(backend)) wake(key)
    if (isTold) wayOf(life.name).send({ last: 0 }, ends.lose, life)
  }

  const connector = (life: Life, open: Set<Session>): Connect => {
    const way = wayOf(life.name)
    return onLost =>
      new Promise((resolve, reject) => {
        let isLate = false
        machines.outside(connectMs, () => give(() => reject(lostWith('ETIMEDOUT'))), life)
        const give = (tell: () => void): void => {
          if (!isLate) tell()
          isLate = true
        }
        way.send({ last: 0 }, () => {
          if (life.isDead) return
          if (!isUp) return way.send({ last: 0 }, () => give(() => reject(lostWith('ECONNREFUSED'))), life)
          const { ends, session } = openSession(life, open, onLost)
          sessions.add(ends)
          way.send(
            { last: 0 },
            () => {
              if (isLate) session.drop()
              else open.add(session)
              give(() => resolve(session))
            },
            life,
          )
        })
      })
  }

  const openSession = (life: Life, open: Set<Session>, onLost: ((error: Error) => void) | undefined): { ends: Ends; session: Session } => {
    const way = wayOf(life.name)
    const backend: Backend = {
      ...{ pid: ++pids, start: String(machines.now()), life, isClosed: false, isBusy: false, heard: 0, asked: [] },
      ...{ transaction: undefined, rowsHeld: new Set(), freed: [], terminated: [] },
    }
    const [there, back] = [{ last: 0 }, { last: 0 }]
    const unanswered = new Set<(error: Error) => void>()
    let isLost = false
    let isEnding = false
    const lose = (): void => {
      if (isLost) return
      isLost = true
      open.delete(session)
      const error = lostWith('ECONNRESET')
      for (const fail of unanswered) fail(error)
      unanswered.clear()
      if (!isEnding) onLost?.(error)
    }
    const ends: Ends = { backend, life, lose }
    const ask = (text: string, values: readonly unknown[]): Promise<unknown[]> =>
      new Promise((resolve, reject) => {
        if (isLost || isEnding) return reject(lostWith('08003'))
        unanswered.add(reject)
        const answered = (tell: () => void): void =>
          way.send(
            back,
            () => {
              if (unanswered.delete(reject)) tell()
            },
            life,
          )
        way.send(there, () => {
          if (backend.isClosed) return
          backend.heard++
          backend.asked.push({
            ...{ text, values },
            answer: rows => answered(() => resolve(rows)),
            fail: error => answered(() => reject(error)),
          })
          work(backend)
        })
      })
    const sayFarewell = (): void => way.send(there, () => close(ends, false))
    const session: Session = {
      rows: <R>(text: string, values: readonly unknown[] = []) => ask(text, values) as Promise<R[]>,
      run: async text => void (await ask(text, [])),
      get isLost() {
        return isLost
      },
      async end() {
        open.delete(session)
        isEnding = true
        if (!isLost) sayFarewell()
        isLost = true
        for (const fail of unanswered) fail(lostWith('08006'))
      },
      drop() {
        lose()
        sayFarewell()
      },
    }
    // The kernel of the machine says so.
    life.onDeath(sayFarewell)
    return { ends, session }
  }

  return {
    ...{ connector, durable, committed, wayOf, lanes: tables.lanes },
    get isUp() {
      return isUp
    },
    lifeOf: node => (node === undefined ? undefined : tables.nodes.get(node)?.life),
    holdsLock: life => [...tables.locks.values()].some(holder => holder.life === life),
    reset(name) {
      for (const ends of [...sessions]) if (ends.life.name === name) close(ends, true)
    },
    die() {
      isUp = false
      for (const ends of [...sessions]) close(ends, true)
    },
    restart() {
      isUp = true
      tables.upSince = machines.now()
    },
  }
}

function apply(journal: MemoryJournal, change: Change): void {
  if ('turn' in change) journal.commit(change.turn, () => undefined)
  else if ('rare' in change) for (const each of change.rare) (each as unknown as (journal: MemoryJournal) => void)(journal)
}
