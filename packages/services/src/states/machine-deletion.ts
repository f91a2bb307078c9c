import type { ExecutionRecord } from '@pasos/engine'
import type { StatesDependencies } from './dependencies.ts'
import { dropRevision, listFormerRevisions } from './former-revisions.ts'
import { listAliases, listVersions, type StateMachineRecord, versionKey } from './state-machine-record.ts'

/** A start comes in at most moments after its machine has gone: these are many more than may be deleted in them. */
const mostRemembered = 1_000
const removedKind = 'removedStateMachine'

/** After so long nobody is at work on a start from before any more: the owner of a lane is asked for a minute at most. */
const lateMs = 10 * 60_000

/** What runs in lanes of other nodes is counted seldom where that takes its time: an end may be told before, and nothing after it. */
const firstLookMs = 500
const longestLookMs = 60_000

/** That a machine was removed, for the next server: a start that comes in late is as likely to meet that one. */
interface RemovedMachine {
  stateMachineArn: string
  removedAt: number
}

type Dependencies = Pick<StatesDependencies, 'catalog' | 'runtime' | 'index' | 'clock'>

/** Sees deletions through, also those that a former run of the server began. */
export interface MachineDeletion {
  /** Removes the machine now if nothing runs, otherwise once its executions have ended. */
  begin(stateMachineArn: string): Promise<void>
}

/**
 * AWS ends the executions of a machine that is being deleted at their next transition (API reference, DeleteStateMachine), and
 * removes the machine when none is left. So every committed turn of such a machine is either an end or the occasion to stop. A start
 * that was let in before, and is on disk only after nothing was found to run, is stopped at its first turn.
 */
export function createMachineDeletion(deps: Dependencies): MachineDeletion {
  const deleting = new Set<string>()
  /** Those that were removed last. */
  const removed = new Set<string>()
  const looks = new Map<string, NodeJS.Timeout>()
  let isListening = false

  const lookAgain = (arn: string, afterMs: number): void => {
    clearTimeout(looks.get(arn))
    looks.delete(arn)
    if (afterMs > longestLookMs) return
    const look = (): void => void finish(arn, 2 * afterMs).catch(() => undefined)
    looks.set(arn, setTimeout(look, afterMs).unref())
  }

  const finish = async (arn: string, againMs = firstLookMs): Promise<void> => {
    if (deps.index.countRunning(arn) > 0) return lookAgain(arn, againMs)
    clearTimeout(looks.get(arn))
    looks.delete(arn)
    deleting.delete(arn)
    removed.delete(arn)
    removed.add(arn)
    for (const oldest of removed) {
      if (removed.size <= mostRemembered) break
      removed.delete(oldest)
    }
    await removeMachine(deps, arn)
  }

  /** Of a machine that was made anew under the name executions run as any, and who redrives one knows that its machine is gone. */
  const isLate = ({ stateMachineArn: arn, status, redriveCount }: ExecutionRecord): boolean =>
    removed.has(arn) &&
    status === 'RUNNING' &&
    redriveCount === 0 &&
    (deps.catalog.get<StateMachineRecord>('stateMachine', arn)?.status ?? 'DELETING') === 'DELETING'

  const listen = (): void => {
    if (isListening) return
    isListening = true
    deps.runtime.subscribe(({ record }) => {
      const { stateMachineArn: arn, executionArn, status } = record
      if (!deleting.has(arn) && !isLate(record)) return
      const done = status === 'RUNNING' ? deps.runtime.stop(executionArn, {}, true) : finish(arn)
      // Nobody waits for it. Should the store fail, the machine stays DELETING and the next start of the server goes on.
      done.catch(() => undefined)
    })
  }

  const begin = async (arn: string): Promise<void> => {
    deleting.add(arn)
    listen()
    await finish(arn)
  }

  /** A late start that the former server did not live to stop. */
  const stopLate = async (stateMachineArn: string): Promise<void> => {
    const { records } = await deps.index.list({ stateMachineArn, status: 'RUNNING', limit: mostRemembered })
    for (const record of records) if (isLate({ ...record, input: '' })) await deps.runtime.stop(record.executionArn, {}, true)
  }

  for (const { stateMachineArn } of deps.catalog.list<RemovedMachine>(removedKind)) removed.add(stateMachineArn)
  if (removed.size > 0) listen()
  for (const arn of removed) if (deps.index.countRunning(arn) > 0) stopLate(arn).catch(() => undefined)

  for (const machine of deps.catalog.list<StateMachineRecord>('stateMachine')) {
    if (machine.status === 'DELETING') begin(machine.stateMachineArn).catch(() => undefined)
  }
  return { begin }
}

async function removeMachine(deps: Pick<Dependencies, 'catalog' | 'clock'>, arn: string): Promise<void> {
  const remove = (kind: string, key: string): Promise<void> =>
    deps.catalog.update(kind, key, () => ({ next: undefined, result: undefined }))
  const now = deps.clock.now()
  const others = deps.catalog.list<RemovedMachine>(removedKind).filter(each => each.stateMachineArn !== arn)
  const newestFirst = others.sort((a, b) => b.removedAt - a.removedAt)
  const past = newestFirst.filter(({ removedAt }, at) => at >= mostRemembered - 1 || removedAt < now - lateMs)
  const next: RemovedMachine = { stateMachineArn: arn, removedAt: now }
  // The machine goes last: a crash in between leaves it DELETING, and the next start goes on.
  await Promise.all([
    deps.catalog.update(removedKind, arn, () => ({ next, result: undefined })),
    ...past.map(each => remove(removedKind, each.stateMachineArn)),
    ...listAliases(deps.catalog, arn).map(alias => remove('stateMachineAlias', alias.stateMachineAliasArn)),
    ...listVersions(deps.catalog, arn).map(version => remove('stateMachineVersion', versionKey(arn, version.version))),
    ...listFormerRevisions(deps.catalog, arn).map(revision => dropRevision(deps.catalog, revision)),
  ])
  await remove('stateMachine', arn)
}
