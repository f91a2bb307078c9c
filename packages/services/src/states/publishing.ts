import type { Catalog } from '@pasos/engine'
import type { StatesDependencies } from './dependencies.ts'
import { conflict, quotaExceeded, stateMachineDoesNotExist } from './errors.ts'
import { revisionOf } from './revision.ts'
import { listVersions, requireActive, type StateMachineRecord, type VersionRecord, versionKey } from './state-machine-record.ts'

export interface PublishRequest {
  stateMachineArn: string
  description?: string | undefined
  /** Publish only if this still is the machine's revision. */
  revisionId?: string | undefined
}

/**
 * Makes a version of the machine's present revision, or answers the one that exists.
 *
 * Two records change: the machine reserves the number first, then the version is written if it is not there. A crash between the
 * two leaves a reserved number, which the next publish of the same revision completes; numbers are never given twice.
 */
export async function publishVersion(
  deps: Pick<StatesDependencies, 'catalog' | 'clock' | 'limits'>,
  request: PublishRequest,
): Promise<VersionRecord> {
  const { stateMachineArn } = request
  const versions = listVersions(deps.catalog, stateMachineArn).length
  const reserved = await deps.catalog.update<StateMachineRecord, VersionRecord>('stateMachine', stateMachineArn, machine => {
    if (!machine) throw stateMachineDoesNotExist(stateMachineArn)
    requireActive(machine)
    checkRevision(machine, request.revisionId)
    if (machine.published) return { next: machine, result: versionOf(machine, machine.published, request.description) }
    if (versions >= deps.limits.versionsPerMachine) throw quotaExceeded('The maximum number of versions has been reached.')
    const published = { version: machine.lastVersion + 1, creationDate: deps.clock.now() }
    const next = { ...machine, lastVersion: published.version, published }
    return { next, result: versionOf(next, published, request.description) }
  })
  return writeVersion(deps.catalog, reserved)
}

function checkRevision(machine: StateMachineRecord, expected: string | undefined): void {
  // AWS calls the revision of a machine that was never updated INITIAL.
  const current = machine.revisionId ?? 'INITIAL'
  if (expected === undefined || expected === current) return
  throw conflict(`Failed to publish the State Machine version for revision ${expected}. The current State Machine revision is ${current}.`)
}

function versionOf(
  machine: StateMachineRecord,
  published: { version: number; creationDate: number },
  description: string | undefined,
): VersionRecord {
  const version: VersionRecord = {
    ...revisionOf(machine),
    stateMachineVersionArn: `${machine.stateMachineArn}:${published.version}`,
    stateMachineArn: machine.stateMachineArn,
    version: published.version,
    creationDate: published.creationDate,
  }
  return description === undefined ? version : { ...version, description }
}

function writeVersion(catalog: Catalog, version: VersionRecord): Promise<VersionRecord> {
  const key = versionKey(version.stateMachineArn, version.version)
  return catalog.update<VersionRecord, VersionRecord>('stateMachineVersion', key, current => {
    const next = current ?? version
    return { next, result: next }
  })
}
