import { hostname } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { isLost } from '../connection/lost.ts'
import type { Connect, Session } from '../connection/session.ts'
import { Fenced, type OwnedLane } from '../writer/batch-writer.ts'

/**
 * Ownership of a lane. Each node holds an advisory lock on a connection of its own, which the kernel closes when the process dies, so that
 * others learn of it at once; and a lease by the server's clock, for machines that vanish. A node that is wrongly taken for dead is only
 * fenced, as the lane's epoch has grown: nothing is ever done twice.
 */
export interface Lane extends OwnedLane {
  /** Gives the lane away; call once all is written. */
  release(): Promise<void>
}

export interface LaneOptions {
  lane: number
  leaseMs: number
  /** Another node serves: told once, with its name, and waited for. Without it taking the lane rejects then. */
  onWaiting?: ((owner: string) => void) | undefined
  /** Told when the database does not answer any more, and when it does again. */
  onAway?: ((isAway: boolean) => void) | undefined
  /** The lane was lost to another node. */
  onFenced: (error: Fenced) => void
}

/** Locks of nodes: this and the node's number. */
const lockSpace = 7777
const pollMs = 50

const take = 'UPDATE lanes SET epoch = epoch + 1, node = $2 WHERE lane = $1 RETURNING lane, epoch, seq'

interface Owner {
  node: number
  name: string
  /** Neither its lock nor its lease holds. */
  isDead: boolean
}

/** Resolves with the lane once this process owns it. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one life cycle with its members, each short
export async function takeLane(connect: Connect, { lane, leaseMs, onWaiting, onAway, onFenced }: LaneOptions): Promise<Lane> {
  const openSession = (): Promise<Session> => openControl(connect, () => onAway?.(true))
  let control = await openSession()
  let isReleased = false
  /** Since when the server has answered without a pause: who has just come back from an outage may not judge others. */
  let answersSince = (await wasUpFor(control)) > 1.5 * leaseMs ? 0 : Date.now()
  const name = `${hostname()}:${process.pid}`
  const lease = `clock_timestamp() + interval '${leaseMs} milliseconds'`
  const [made] = await control.rows<{ node: number }>(`INSERT INTO nodes (name, until) VALUES ($1, ${lease}) RETURNING node`, [name])
  const me = made!.node

  const hold = (): Promise<unknown> => control.rows('SELECT pg_advisory_lock($1::int, $2::int)', [lockSpace, me])

  /** Says that this node lives; false when others have decided otherwise. */
  const renew = async (): Promise<boolean> => {
    const renewed = await control.rows(`UPDATE nodes SET until = ${lease} WHERE node = $1 RETURNING node`, [me])
    return renewed.length > 0
  }

  const comeBack = async (): Promise<void> => {
    await control.end()
    control = await openSession()
    onAway?.(false)
    answersSince = Date.now()
    await hold()
  }

  /** The owner that stands in the way. */
  const standing = async (): Promise<Owner | undefined> => {
    const owner = await ownerOf(control, lane)
    const isJudge = Date.now() - answersSince > 1.5 * leaseMs
    return owner && !(owner.isDead && isJudge) ? owner : undefined
  }

  const attempt = async (): Promise<OwnedLane | Owner> => {
    const owner = await standing()
    if (owner) return owner
    await control.run('BEGIN; SET LOCAL synchronous_commit = on')
    try {
      // Judged again with the row in hand: of two that saw it free only one may take it.
      await control.rows('SELECT 1 FROM lanes WHERE lane = $1 FOR UPDATE', [lane])
      const other = await standing()
      if (other) {
        await control.run('ROLLBACK')
        return other
      }
      await control.rows('DELETE FROM nodes WHERE node = (SELECT node FROM lanes WHERE lane = $1)', [lane])
      // Waits for a commit under way, and refuses every later one.
      const [taken] = await control.rows<OwnedLane>(take, [lane, me])
      await control.run('COMMIT')
      return taken!
    } catch (error) {
      await control.run('ROLLBACK').catch(() => undefined)
      throw error
    }
  }

  const untilTaken = async (): Promise<OwnedLane> => {
    let isTold = false
    for (;;) {
      try {
        const found = await attempt()
        if ('epoch' in found) return found
        if (!onWaiting && !found.isDead) throw new Error(`The database is served by ${found.name} already.`)
        if (!isTold && !found.isDead) onWaiting?.(found.name)
        isTold ||= !found.isDead
        await wait(pollMs)
        await renew()
      } catch (error) {
        if (!isLost(error)) throw error
        await wait(pollMs)
        await comeBack().catch(failure => {
          if (!isLost(failure)) throw failure
        })
      }
    }
  }

  /** Renews the lease until the lane is given away, or lost. */
  const keep = async (): Promise<void> => {
    while (!isReleased) {
      await wait(leaseMs / 3, undefined, { ref: false })
      try {
        if (isReleased || (await renew())) continue
        return onFenced(new Fenced('Another node has taken over what this one was serving, so this one must end.'))
      } catch {
        // The database is away; whoever may judge then is said above.
        await comeBack().catch(() => undefined)
      }
    }
  }

  try {
    await hold()
    const owned = await untilTaken()
    void keep()
    return {
      ...owned,
      async release() {
        isReleased = true
        await control.rows('UPDATE lanes SET node = NULL WHERE node = $1', [me]).catch(() => undefined)
        await control.rows('DELETE FROM nodes WHERE node = $1', [me]).catch(() => undefined)
        await control.end()
      },
    }
  } catch (error) {
    isReleased = true
    await control.rows('DELETE FROM nodes WHERE node = $1', [me]).catch(() => undefined)
    await control.end()
    throw error
  }
}

/** A standby that hangs must not hang the renewals of leases, so they do not wait for it. */
async function openControl(connect: Connect, onLost: () => void): Promise<Session> {
  const control = await connect(onLost)
  await control.run('SET synchronous_commit = local')
  return control
}

async function wasUpFor(control: Session): Promise<number> {
  const [row] = await control.rows<{ ms: number }>(
    'SELECT (extract(epoch FROM clock_timestamp() - pg_postmaster_start_time()) * 1000)::float8 AS ms',
  )
  return row!.ms
}

async function ownerOf(control: Session, lane: number): Promise<Owner | undefined> {
  const [owner] = await control.rows<Owner>(
    `SELECT nodes.node, nodes.name, until < clock_timestamp() OR pg_try_advisory_xact_lock(${lockSpace}, nodes.node::int) AS "isDead"
     FROM lanes JOIN nodes ON nodes.node = lanes.node WHERE lane = $1`,
    [lane],
  )
  return owner
}
