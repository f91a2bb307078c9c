import type { OwnedLane } from '@pasos/engine'
import type { Change } from '@pasos/store-postgres/batch-writer'
import type { Life } from './machines.ts'

export type { Change }

/** What serves one connection. */
export interface Backend {
  readonly pid: number
  readonly start: string
  readonly life: Life
  isClosed: boolean
  isBusy: boolean
  /** How often something was asked. */
  heard: number
  asked: { text: string; values: readonly unknown[]; answer(rows: unknown[]): void; fail(error: Error): void }[]
  /** What takes effect when it is committed, and the locks that are free then. */
  transaction: { writes: (() => void)[]; locks: Set<number | string>; mostIdleMs?: number } | undefined
  rowsHeld: Set<string>
  /** Others may wait for them. */
  freed: string[]
  /** Backends that it has asked to be ended. */
  terminated: number[]
}

export interface LaneRow extends OwnedLane {
  feed: number
  node: number | undefined
}

export interface Tables {
  lanes: LaneRow[]
  nodes: Map<number, { name: string; url: string | null; leaving: boolean; until: number; life: Life }>
  /** Advisory locks. */
  locks: Map<number | string, Backend>
  /** Rows that a transaction holds. */
  rows: Map<string, Backend>
  upSince: number
  now(): number
  write(backend: Backend, batch: OwnedLane, changes: readonly Change[]): void
}

/** A statement waits for what another transaction holds. */
export class Blocked extends Error {
  readonly by: string
  constructor(by: string) {
    super(`waits for ${by}`)
    this.by = by
  }
}

export type Execute = ((backend: Backend, text: string, values: readonly unknown[]) => unknown[] | Promise<unknown[]>) & {
  /** Undoes what is not committed, and answers what is free now. */
  end(backend: Backend): string[]
}

/** Asked by the simulation alone: a function of what is on disk. */
export const readStatement = 'READ'

/**
 * The statements of nodes, as PostgreSQL runs them: what a transaction writes nobody sees before it is committed, and who would write the same row
 * waits. What `commit_batch` decides is what the function of the schema does.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a table of statements, each short
export function statements(tables: Tables): Execute {
  const { lanes, nodes, locks, rows, now } = tables
  let lastNode = 0

  /** Takes a row for writing: until the end of the transaction, or for the statement where there is none. */
  const hold = (backend: Backend, key: string): void => {
    const holder = rows.get(key)
    if (holder && holder !== backend) throw new Blocked(key)
    if (!backend.transaction) return
    rows.set(key, backend)
    backend.rowsHeld.add(key)
  }
  const write = (backend: Backend, effect: () => void): void => {
    if (backend.transaction) backend.transaction.writes.push(effect)
    else effect()
  }
  const tryLock = (backend: Backend, key: number): boolean => {
    const holder = locks.get(key)
    if (holder && holder !== backend) return false
    if (!holder && backend.transaction) {
      locks.set(key, backend)
      backend.transaction.locks.add(key)
    }
    return true
  }
  const isOver = (backend: Backend, node: number): boolean => nodes.get(node)!.until < now() || tryLock(backend, node)
  const leaseIn = (text: string): number => now() + Number(/interval '(\d+) milliseconds'/.exec(text)![1])
  const laneOf = (values: readonly unknown[]): LaneRow => lanes[values[0] as number]!

  const endTransaction = (backend: Backend, isKept: boolean): [] => {
    const { transaction } = backend
    backend.transaction = undefined
    if (isKept) for (const effect of transaction?.writes ?? []) effect()
    for (const key of transaction?.locks ?? []) {
      locks.delete(key)
      backend.freed.push(`lock ${key}`)
    }
    for (const key of backend.rowsHeld) {
      rows.delete(key)
      backend.freed.push(key)
    }
    backend.rowsHeld.clear()
    return []
  }

  const commitBatch = (backend: Backend, values: readonly unknown[]): unknown[] => {
    const [lane, epoch, seq, ...changes] = values as [number, number, number, ...Change[]]
    hold(backend, `lane ${lane}`)
    const row = lanes[lane]!
    if (row.epoch === epoch && row.seq === seq - 1) {
      row.seq = seq
      tables.write(backend, { lane, epoch, seq }, changes)
      return [{}]
    }
    // Sent again after a lost connection: it is on disk already.
    if (row.epoch === epoch && row.seq >= seq) return [{}]
    throw Object.assign(new Error('refused'), { code: row.epoch === epoch ? 'PS002' : 'PS001' })
  }

  type Run = (backend: Backend, values: readonly unknown[], text: string) => unknown[] | Promise<unknown[]>
  const known: [string, Run][] = [
    ['SELECT commit_batch', commitBatch],
    [readStatement, async (_backend, [ask]) => [await (ask as () => unknown)()]],
    [
      'BEGIN',
      backend => {
        backend.transaction = { writes: [], locks: new Set() }
        return []
      },
    ],
    ['COMMIT', backend => endTransaction(backend, true)],
    ['ROLLBACK', backend => endTransaction(backend, false)],
    [
      'SET LOCAL idle_in_transaction_session_timeout',
      (backend, _values, text) => {
        backend.transaction!.mostIdleMs = Number(/\d+/.exec(text)![0])
        return []
      },
    ],
    ['SET ', () => []],
    [
      'SELECT pg_advisory_xact_lock',
      backend => {
        const holder = locks.get('schema')
        if (holder && holder !== backend) throw new Blocked('lock schema')
        locks.set('schema', backend)
        backend.transaction!.locks.add('schema')
        return []
      },
    ],
    [
      'SELECT pg_advisory_lock',
      (backend, [, node]) => {
        const holder = locks.get(node as number)
        if (holder && holder !== backend) throw new Blocked(`lock ${node}`)
        locks.set(node as number, backend)
        return []
      },
    ],
    [
      'SELECT pg_terminate_backend',
      (backend, [pid]) => {
        backend.terminated.push(pid as number)
        return []
      },
    ],
    ['SELECT pid, backend_start', ({ pid, start }) => [{ pid, start }]],
    ['SELECT (extract(epoch', () => [{ ms: now() - tables.upSince }]],
    ["SELECT to_regclass('nodes')", () => [{ are: true, tell: true }]],
    ['SELECT name, protocol AS form', () => []],
    [
      'DELETE FROM nodes WHERE until <',
      () => {
        for (const [node, { until }] of nodes) if (until < now() - 60_000 && !rows.has(`node ${node}`)) nodes.delete(node)
        return []
      },
    ],
    [
      'INSERT INTO nodes',
      (backend, [name], text) => {
        const node = ++lastNode
        const row = { name: name as string, url: null, leaving: false, until: leaseIn(text), life: backend.life }
        write(backend, () => nodes.set(node, row))
        return [{ node }]
      },
    ],
    [
      'UPDATE nodes SET until',
      (backend, [node, url, leaving], text) => {
        hold(backend, `node ${node}`)
        const row = nodes.get(node as number)
        if (!row) return []
        Object.assign(row, { until: leaseIn(text), url, leaving })
        return [{ node }]
      },
    ],
    [
      'SELECT nodes.node, nodes.name',
      (backend, values) => {
        const { node = 0 } = laneOf(values)
        const row = nodes.get(node)
        return row ? [{ node, name: row.name, isDead: isOver(backend, node) }] : []
      },
    ],
    [
      'SELECT 1 FROM lanes',
      (backend, [lane]) => {
        hold(backend, `lane ${lane}`)
        return [{}]
      },
    ],
    [
      'SELECT 1 FROM nodes',
      (backend, values) => {
        const { node } = laneOf(values)
        if (node !== undefined) hold(backend, `node ${node}`)
        return []
      },
    ],
    [
      'DELETE FROM nodes WHERE node = (SELECT',
      (backend, values) => {
        const { node } = laneOf(values)
        if (node === undefined || node === values[1]) return []
        hold(backend, `node ${node}`)
        write(backend, () => nodes.delete(node))
        return []
      },
    ],
    [
      'UPDATE lanes SET epoch = epoch + 1',
      (backend, [lane, node]) => {
        hold(backend, `lane ${lane}`)
        const row = lanes[lane as number]!
        const { epoch, seq } = row
        write(backend, () => Object.assign(row, { epoch: epoch + 1, node }))
        return [{ lane, epoch: epoch + 1, seq }]
      },
    ],
    [
      'SELECT l.lane, l.epoch, l.feed',
      (backend, [me]) =>
        lanes.map(({ lane, epoch, feed, node }) => {
          const row = nodes.get(node ?? 0)
          return { lane, epoch, feed, node: row ? node : null, url: row?.url ?? null, dead: row && node !== me && isOver(backend, node!) }
        }),
    ],
    [
      'SELECT node, name, url',
      (backend, [me]) =>
        [...nodes]
          .filter(([, { until }]) => until > now())
          .map(([node, { name, url, leaving }]) => ({ node, name, url, isLeaving: leaving, dead: node !== me && tryLock(backend, node) })),
    ],
    [
      'UPDATE lanes SET node = NULL WHERE lane',
      (backend, _values, text) => {
        const [lane, node] = text.match(/\d+/g)!.map(Number) as [number, number]
        hold(backend, `lane ${lane}`)
        write(backend, () => {
          const row = lanes[lane]!
          if (row.node === node) row.node = undefined
        })
        return []
      },
    ],
    [
      'UPDATE lanes SET node = NULL WHERE node',
      (backend, [node]) => {
        const own = lanes.filter(row => row.node === node)
        for (const { lane } of own) hold(backend, `lane ${lane}`)
        for (const row of own) row.node = undefined
        return []
      },
    ],
    [
      'DELETE FROM nodes WHERE node = $1',
      (backend, [node]) => {
        hold(backend, `node ${node}`)
        nodes.delete(node as number)
        return []
      },
    ],
  ]

  const execute = (backend: Backend, text: string, values: readonly unknown[]): unknown[] | Promise<unknown[]> => {
    // Several that are sent at once are one transaction, which begins anew when it had to wait.
    const each = text.split('; ')
    if (each.length > 1) return each.map(one => execute(backend, one, values)).at(-1)!
    const found = known.find(([beginning]) => text.trimStart().startsWith(beginning))
    if (!found) throw new Error(`The simulated database does not know the statement ${text}.`)
    return found[1](backend, values, text)
  }
  return Object.assign(execute, {
    end(backend: Backend) {
      endTransaction(backend, false)
      for (const [key, holder] of locks)
        if (holder === backend) {
          locks.delete(key)
          backend.freed.push(`lock ${key}`)
        }
      return backend.freed.splice(0)
    },
  })
}
