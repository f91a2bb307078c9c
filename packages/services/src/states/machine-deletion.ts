import type { StatesDependencies } from './dependencies.ts'
import { dropRevision, listFormerRevisions } from './former-revisions.ts'
import { listAliases, listVersions, type StateMachineRecord, versionKey } from './state-machine-record.ts'

/** Sees deletions through, also those that a former run of the server began. */
export interface MachineDeletion {
  /** Removes the machine now if nothing runs, otherwise once its executions have ended. */
  begin(stateMachineArn: string): Promise<void>
}

/**
 * AWS ends the executions of a machine that is being deleted at their next transition (API reference, DeleteStateMachine), and
 * removes the machine when none is left. So every committed turn of such a machine is either an end or the occasion to stop.
 */
export function createMachineDeletion(deps: Pick<StatesDependencies, 'catalog' | 'runtime' | 'index'>): MachineDeletion {
  const deleting = new Set<string>()
  let stopListening: (() => void) | undefined

  const finish = async (arn: string): Promise<void> => {
    if (deps.index.countRunning(arn) > 0) return
    deleting.delete(arn)
    await removeMachine(deps, arn)
    if (deleting.size > 0) return
    stopListening?.()
    stopListening = undefined
  }

  const listen = (): void => {
    stopListening ??= deps.runtime.subscribe(({ record }) => {
      if (!deleting.has(record.stateMachineArn)) return
      const done = record.status === 'RUNNING' ? deps.runtime.stop(record.executionArn, {}) : finish(record.stateMachineArn)
      // Nobody waits for it. Should the store fail, the machine stays DELETING and the next start of the server goes on.
      done.catch(() => undefined)
    })
  }

  const begin = async (arn: string): Promise<void> => {
    deleting.add(arn)
    listen()
    await finish(arn)
  }

  for (const machine of deps.catalog.list<StateMachineRecord>('stateMachine')) {
    if (machine.status === 'DELETING') begin(machine.stateMachineArn).catch(() => undefined)
  }
  return { begin }
}

async function removeMachine(deps: Pick<StatesDependencies, 'catalog'>, arn: string): Promise<void> {
  const remove = (kind: string, key: string): Promise<void> =>
    deps.catalog.update(kind, key, () => ({ next: undefined, result: undefined }))
  // The machine goes last: a crash in between leaves it DELETING, and the next start goes on.
  await Promise.all([
    ...listAliases(deps.catalog, arn).map(alias => remove('stateMachineAlias', alias.stateMachineAliasArn)),
    ...listVersions(deps.catalog, arn).map(version => remove('stateMachineVersion', versionKey(arn, version.version))),
    ...listFormerRevisions(deps.catalog, arn).map(revision => dropRevision(deps.catalog, revision)),
  ])
  await remove('stateMachine', arn)
}
