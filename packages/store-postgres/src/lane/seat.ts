import { hostname } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import type { LaneState, OwnedLane } from '@pasos/engine'
import { isLost } from '../connection/lost.ts'
import type { Connect, Session } from '../connection/session.ts'
import { lockSchema, schemaVersion } from '../migrate.ts'
import { Fenced } from '../writer/batch-writer.ts'
import { assertOneProtocol, lockSpace, ownProtocol } from './protocol.ts'

/**
 * A node's place in its cluster. Each node holds an advisory lock on a connection of its own, which the kernel closes when the process dies, so
 * that others learn of it at once; and a lease by the server's clock, for machines that vanish. A node that is wrongly taken for dead is
 * only fenced, as the epochs of its lanes have grown: nothing is ever done twice.
 */
export interface Seat {
  readonly node: number
  /**
   * Whether the node can be sure that no other has been judged its heir: its lease, counted from before it was last renewed, still holds. What it
   * answers from memory is true as long as this is; but for a connection that the server has given up, and the lock with it, before the node hears of
   * that: then it is only fenced.
   */
  isCurrent(): boolean
  /**
   * Takes a lane that nobody has who lives; otherwise answers who has it. One that is written down as this node's is taken anew: the answer that it
   * was had got lost. Not to be called for one that it works on.
   */
  take(lane: number): Promise<OwnedLane | LaneOwner>
  /** Waits until the lane can be taken; `onWaiting` is told once for whom. Without it, it rejects when somebody has the lane. */
  takeWhenFree(lane: number, onWaiting?: (owner: string) => void): Promise<OwnedLane>
  /** What waits for a lane rejects. */
  stopWaiting(): void
  /** Gives a lane away; call once all is written. */
  give(lane: number): Promise<void>
  /** Every lane, in their order, and who has it. */
  lanes(): Promise<LaneState[]>
  /** The nodes that live. */
  nodes(): Promise<LiveNode[]>
  /** Says where the other nodes reach this one. */
  publish(url: string): Promise<void>
  /** Says that this node is about to leave, so that the others share what it has among themselves. It goes on with that until it gives it away. */
  sayLeaving(): Promise<void>
  /** Gives up all that the node has. */
  leave(): Promise<void>
}

export interface LaneOwner {
  node: number
  name: string
  /** Neither its lock nor its lease holds. */
  isDead: boolean
}

export interface LiveNode {
  node: number
  name: string
  url: string | null
  isLeaving: boolean
}

export interface SeatOptions {
  leaseMs: number
  /** In which form the node writes; this version's by default. */
  protocol?: number | undefined
  /** Told when the database does not answer any more, and when it does again. */
  onAway?: ((isAway: boolean) => void) | undefined
  /**
   * Told when the database has not answered for a whole lease: whatever was asked over other connections too is as good as lost. A machine that has
   * vanished says nothing, and TCP would wait for it for a quarter of an hour.
   */
  onSilent?: (() => void) | undefined
  /** The others have taken this node for dead. */
  onFenced: (error: Fenced) => void
}

const silence = new Error('PostgreSQL says nothing.')
/** A busy server is not taken for a silent one. */
const leastSilenceMs = 2_000
const pollMs = 50
/** After that time a node whose lease is over is forgotten. */
const forgottenAfter = "interval '1 minute'"

/** Of what a server that dies must not forget, though its standby may: on disk before it is answered. */
const BEGIN_KEPT = 'BEGIN; SET LOCAL synchronous_commit = local'

const owned = 'UPDATE lanes SET epoch = epoch + 1, node = $2 WHERE lane = $1 RETURNING lane, epoch, seq'
// Shared: who asks must not seem to another who asks to be the one who lives.
const ownerOfLane = `
  SELECT nodes.node, nodes.name, until < clock_timestamp() OR pg_try_advisory_xact_lock_shared(${lockSpace}, nodes.node::int) AS "isDead"
  FROM lanes JOIN nodes ON nodes.node = lanes.node WHERE lane = $1`
// The lock of this node is this session's own and would be had again.
const allLanes = `
  SELECT l.lane, l.epoch, l.feed, n.node, n.url,
    n.node <> $1 AND (n.until < clock_timestamp() OR pg_try_advisory_xact_lock_shared(${lockSpace}, n.node::int)) AS dead
  FROM lanes l LEFT JOIN nodes n ON n.node = l.node ORDER BY l.lane`

const allNodes = `
  SELECT node, name, url, leaving AS "isLeaving", node <> $1 AND pg_try_advisory_xact_lock_shared(${lockSpace}, node::int) AS dead
  FROM nodes WHERE until > clock_timestamp() ORDER BY node`

/** Takes a place among the nodes of a database. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one life cycle with its members, each short
export async function takeSeat(
  connect: Connect,
  { leaseMs, protocol = ownProtocol, onAway, onSilent, onFenced }: SeatOptions,
): Promise<Seat> {
  const lease = `clock_timestamp() + interval '${leaseMs} milliseconds'`
  /** Until when the lease holds for certain, by this machine's steady clock; 0 while the connection is lost, and the lock with it. */
  let heldUntil = 0
  /** Since when, by the steady clock, the server has answered without a pause: who has just come back from an outage may not judge others. */
  let answersSince = Number.POSITIVE_INFINITY
  const onLost = (): void => {
    heldUntil = 0
    answersSince = Number.POSITIVE_INFINITY
    onAway?.(true)
  }
  let control = await openControl(connect, onLost)
  answersSince = (await wasUpFor(control)) > 1.5 * leaseMs ? Number.NEGATIVE_INFINITY : performance.now()
  let hasLeft = false
  let mayWait = true
  const name = `${hostname()}:${process.pid}`
  await control.rows(`DELETE FROM nodes WHERE until < clock_timestamp() - ${forgottenAfter}`)
  const asked = performance.now()
  const me = await join(control, { name, lease, protocol }).catch(async error => {
    await control.end()
    throw error
  })
  heldUntil = asked + leaseMs
  let own = await backendOf(control)
  let comings = 0
  let url: string | undefined
  let isLeaving = false

  const hold = (): Promise<unknown> => control.rows('SELECT pg_advisory_lock($1::int, $2::int)', [lockSpace, me])

  /** Says that this node lives; false when others have decided otherwise. */
  const renew = async (): Promise<boolean> => {
    const from = performance.now()
    const session = control
    const said = `UPDATE nodes SET until = ${lease}, url = $2, leaving = $3 WHERE node = $1 RETURNING node`
    const renewed = await session.rows(said, [me, url ?? null, isLeaving])
    if (renewed.length === 0) return false
    if (!session.isLost) heldUntil = from + leaseMs
    return true
  }

  const comeBack = async (): Promise<void> => {
    const coming = ++comings
    control.drop()
    const next = await openControl(connect, onLost)
    if (coming !== comings) return void next.end()
    control = next
    // At once: whoever asks over the new connection must not judge, as all locks are free after an outage.
    answersSince = performance.now()
    // Behind a connection that was cut the server may still see the former one stand, and the lock with it.
    await control.rows('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND backend_start::text = $2', [
      own.pid,
      own.start,
    ])
    own = await backendOf(control)
    onAway?.(false)
    await hold()
  }

  /** Rejects when the database says nothing for a whole lease. */
  const inTime = async <T>(answer: Promise<T>): Promise<T> => {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(silence), Math.max(leaseMs, leastSilenceMs))
    try {
      return await Promise.race([answer, late.promise])
    } catch (error) {
      answer.catch(() => undefined)
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  const mayJudge = (): boolean => performance.now() - answersSince > 1.5 * leaseMs

  /** The owner that stands in the way. */
  const standing = async (session: Session, lane: number): Promise<LaneOwner | undefined> => {
    const [owner] = await session.rows<LaneOwner>(ownerOfLane, [lane])
    return owner && owner.node !== me && !(owner.isDead && mayJudge()) ? owner : undefined
  }

  /** On a connection of its own, as a standby that hangs holds it up, and must not hold up the lease. */
  const take = async (lane: number): Promise<OwnedLane | LaneOwner> => {
    const session = await connect()
    try {
      const owner = await standing(session, lane)
      if (owner) return owner
      // Who stands still with the rows in hand is undone, as others wait for them.
      await session.run(`BEGIN; SET LOCAL synchronous_commit = on; SET LOCAL idle_in_transaction_session_timeout = ${leaseMs}`)
      // Judged again with the row in hand: of two that saw it free only one may take it.
      await session.rows('SELECT 1 FROM lanes WHERE lane = $1 FOR UPDATE', [lane])
      // And with the owner's in hand: one that renews its lease from now on learns that it is too late.
      await session.rows('SELECT 1 FROM nodes WHERE node = (SELECT node FROM lanes WHERE lane = $1) FOR UPDATE', [lane])
      const other = await standing(session, lane)
      if (other) {
        await session.run('ROLLBACK')
        return other
      }
      await session.rows('DELETE FROM nodes WHERE node = (SELECT node FROM lanes WHERE lane = $1) AND node <> $2', [lane, me])
      // Waits for a commit under way, and refuses every later one.
      const [taken] = await session.rows<OwnedLane>(owned, [lane, me])
      await session.run('COMMIT')
      return taken!
    } finally {
      await session.end()
    }
  }

  const takeWhenFree = async (lane: number, onWaiting?: (owner: string) => void): Promise<OwnedLane> => {
    let isTold = false
    for (;;) {
      try {
        const found = await take(lane)
        if ('epoch' in found) return found
        if (!onWaiting && !found.isDead) throw new Error(`The database is served by ${found.name} already.`)
        if (!isTold && !found.isDead) onWaiting?.(found.name)
        isTold ||= !found.isDead
      } catch (error) {
        if (!isLost(error) || !mayWait) throw error
      }
      await wait(pollMs)
      // Looked at on the connection that is there, as long as somebody lives who has it.
      while (mayWait && isTold && (await isTaken(lane))) await wait(pollMs)
      if (!mayWait) throw new Error('The node has left before the lane was free.')
    }
  }

  const lanes = async (): Promise<LaneState[]> => {
    const found = await control.rows<LaneState & { node: number | null; url: string | null; dead: boolean | null }>(allLanes, [me])
    return found.map(({ lane, epoch, feed, node, url: at, dead }) => {
      const isHad = node !== null && !(dead && mayJudge())
      return { lane, epoch, feed, ...(isHad && { node }), ...(isHad && at !== null && { url: at }) }
    })
  }

  const isTaken = async (lane: number): Promise<boolean> => {
    const found = await lanes().catch(() => undefined)
    return found === undefined || found.some(each => each.lane === lane && each.node !== undefined && each.node !== me)
  }

  /** Renews the lease until the node leaves, or is lost. */
  const keep = async (): Promise<void> => {
    let pause = leaseMs / 3
    while (!hasLeft) {
      await wait(pause, undefined, { ref: false })
      pause = leaseMs / 3
      try {
        // One that leaves meanwhile is no longer among those that live.
        if (hasLeft || (await inTime(renew())) || hasLeft) continue
        return onFenced(new Fenced('Another node has taken over what this one was serving, so this one must end.'))
      } catch (error) {
        // Nobody would end a connection that is made from now on, nor what it holds.
        if (hasLeft) return
        if (error === silence) onSilent?.()
        // The database is away; whoever may judge then is said above. The lease counts again from the next renewal on.
        pause = await inTime(comeBack()).then(
          () => 0,
          () => pollMs,
        )
      }
    }
  }

  try {
    await hold()
    void keep()
  } catch (error) {
    await control.end()
    throw error
  }
  return {
    ...{ node: me, take, takeWhenFree, lanes },
    isCurrent: () => performance.now() < heldUntil,
    async give(lane) {
      await control.run(`${BEGIN_KEPT}; UPDATE lanes SET node = NULL WHERE lane = ${lane} AND node = ${me}; COMMIT`)
    },
    async nodes() {
      const found = await control.rows<LiveNode & { dead: boolean }>(allNodes, [me])
      return found.filter(({ dead }) => !(dead && mayJudge())).map(({ dead: _, ...living }) => living)
    },
    async publish(at) {
      url = at
      await renew()
    },
    async sayLeaving() {
      isLeaving = true
      await renew()
    },
    stopWaiting() {
      mayWait = false
    },
    async leave() {
      hasLeft = true
      mayWait = false
      // Whoever is coming back meanwhile ends what it has opened.
      comings++
      await inTime(giveUp(control, me))
        // The connection may just have been lost: without a word the next owner would wait until the lease is over.
        .catch(async () => {
          const session = await inTime(connect())
          await inTime(giveUp(session, me)).finally(() => session.end())
        })
        // The database is away: then it is the lease.
        .catch(() => undefined)
      await control.end()
    },
  }
}

async function giveUp(session: Session, node: number): Promise<void> {
  await session.rows('UPDATE lanes SET node = NULL WHERE node = $1', [node])
  await session.rows('DELETE FROM nodes WHERE node = $1', [node])
}

/** Makes the node one of those that live; answers its number. */
async function join(control: Session, { name, lease, protocol }: { name: string; lease: string; protocol: number }): Promise<number> {
  await control.run(BEGIN_KEPT)
  await lockSchema(control)
  await assertOneProtocol(control, protocol)
  const values = `VALUES ($1, ${lease}, $2, ${schemaVersion}) RETURNING node`
  const [made] = await control.rows<{ node: number }>(`INSERT INTO nodes (name, until, protocol, schema) ${values}`, [name, protocol])
  await control.run('COMMIT')
  return made!.node
}

/**
 * Renewals wait neither for a standby that hangs nor for a disk that is slow: under load a sync may take longer than a lease, and a node that
 * lives would be taken for dead. What a server that dies forgets of them harms nobody, as nobody may judge for a while after it is back.
 */
async function openControl(connect: Connect, onLost: () => void): Promise<Session> {
  const control = await connect(onLost)
  await control.run('SET synchronous_commit = off')
  return control
}

/** What serves a connection, at the server. */
async function backendOf(control: Session): Promise<{ pid: number; start: string }> {
  const [row] = await control.rows<{ pid: number; start: string }>(
    'SELECT pid, backend_start::text AS start FROM pg_stat_activity WHERE pid = pg_backend_pid()',
  )
  return row!
}

async function wasUpFor(control: Session): Promise<number> {
  const [row] = await control.rows<{ ms: number }>(
    'SELECT (extract(epoch FROM clock_timestamp() - pg_postmaster_start_time()) * 1000)::float8 AS ms',
  )
  return row!.ms
}
