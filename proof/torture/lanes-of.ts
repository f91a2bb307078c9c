import pg from 'pg'
import { crowding } from './crowding.ts'

/** Looks into the database of a cluster, past its nodes. */
export interface LaneLook {
  /** Resolves when every lane has an owner, none of them this process. */
  owned(without?: number): Promise<void>
  /** Lanes that nobody has, and what the nodes' connections wait for: why nothing goes on. */
  standing(): Promise<string>
  /** Whether this process is still one of the nodes: nobody has taken anything over from it, as of one that had no lane yet. */
  isNode(pid: number | undefined): Promise<boolean>
  /** The process of the node that has the home's lane. */
  homePid(): Promise<number>
  /** Turns of one execution that are not in the order of its lane's commits, or in another lane: two owners have written them. */
  outOfOrder(): Promise<string[]>
  /** What every lane was taken for, the how-manieth time, and the nodes whose lease is over. */
  state(): Promise<{ epochs: string; overdue: string[] }>
  /** From now on commits wait for a standby that says nothing, until they do not any more. */
  hang(isHung: boolean): Promise<void>
}

const pollMs = 20
/** On a machine that has no more to do than it can. */
const mostMs = 30_000

// An epoch's commits have later places in the feed than all of the epochs before it, as one statement checks the one and gives the other.
const wrongTurns = `
  SELECT e.facts::json ->> 'executionArn' AS arn, h.first_id, h.lane, h.place FROM (
    SELECT execution, first_id, lane, place, lag(place) OVER (PARTITION BY execution ORDER BY first_id) AS before,
      lag(lane) OVER (PARTITION BY execution ORDER BY first_id) AS lane_before FROM history
  ) h JOIN executions e ON e.number = h.execution
  WHERE h.before >= h.place OR h.lane_before <> h.lane OR (h.execution & 15) <> h.lane LIMIT 20`

const held = `
  SELECT pid, state, wait_event, pg_blocking_pids(pid) AS behind, (clock_timestamp() - state_change)::text AS since, left(query, 90) AS query
  FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' OR wait_event_type = 'Lock'`

export function lookAtLanes(url: string): LaneLook {
  const ask = async <R extends pg.QueryResultRow>(text: string): Promise<R[]> => {
    // A database that dies takes its connections with it: each question has its own.
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return (await client.query<R>(text)).rows
    } finally {
      await client.end().catch(() => undefined)
    }
  }
  const standing = async (): Promise<string> => {
    const lanes = await ask('SELECT l.lane, n.name FROM lanes l LEFT JOIN nodes n ON n.node = l.node').catch(String)
    return JSON.stringify([lanes, await ask(held).catch(String)])
  }
  return {
    standing,
    async owned(without) {
      const until = Date.now() + mostMs * crowding()
      for (;;) {
        const rows = await ask<{ name: string | null }>('SELECT n.name FROM lanes l LEFT JOIN nodes n ON n.node = l.node').catch(() => [])
        const isOwned = rows.length > 0 && rows.every(({ name }) => name !== null && !name.endsWith(`:${without}`))
        if (isOwned) return
        if (Date.now() > until) throw new Error(`a lane has had no owner for too long: ${await standing()}`)
        await new Promise(resolve => setTimeout(resolve, pollMs))
      }
    },
    async isNode(pid) {
      return (await ask<{ name: string }>('SELECT name FROM nodes')).some(({ name }) => name.endsWith(`:${pid}`))
    },
    async homePid() {
      const [home] = await ask<{ name: string }>('SELECT n.name FROM lanes l JOIN nodes n ON n.node = l.node WHERE l.lane = 0')
      return Number(home?.name.split(':').at(-1))
    },
    async state() {
      const lanes = await ask<{ epoch: string }>('SELECT epoch FROM lanes ORDER BY lane')
      const nodes = await ask<{ name: string }>('SELECT name FROM nodes WHERE until < clock_timestamp()')
      return { epochs: lanes.map(({ epoch }) => epoch).join(' '), overdue: nodes.map(({ name }) => name) }
    },
    async hang(isHung) {
      await ask(`ALTER SYSTEM SET synchronous_standby_names = '${isHung ? 'nobody' : ''}'`)
      await ask('SELECT pg_reload_conf()')
    },
    async outOfOrder() {
      const rows = await ask<{ arn: string; first_id: number; lane: number; place: string }>(wrongTurns)
      return rows.map(({ arn, first_id, lane, place }) => `order: ${arn}: its event ${first_id} is at ${place} of lane ${lane}`)
    },
  }
}
