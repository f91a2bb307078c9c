import type { Catalog } from '@pasos/engine'
import type { Revision, StateMachineRecord } from './state-machine-record.ts'

/**
 * What a machine was before an update, apart from its definition and role, which executions have themselves: AWS answers for an execution
 * the revision that it runs, whatever was deployed since. Kind `stateMachineRevision`, key: see `revisionKey`.
 */
export type FormerRevision = Omit<Revision, 'definition' | 'roleArn'> & Pick<StateMachineRecord, 'stateMachineArn' | 'updateDate'>

/** As many of a machine are kept; executions of older ones show the settings that the machine has now. */
const mostKept = 100

/** Padded, so that the catalog's order of keys is the order of time. */
function revisionKey({ stateMachineArn, updateDate }: Pick<FormerRevision, 'stateMachineArn' | 'updateDate'>): string {
  return `${stateMachineArn}:${String(updateDate).padStart(15, '0')}`
}

/** Oldest first. */
export function listFormerRevisions(catalog: Catalog, stateMachineArn: string): FormerRevision[] {
  return catalog.list<FormerRevision>('stateMachineRevision', `${stateMachineArn}:`)
}

/** @param machine as it was before the update */
export async function keepRevision(catalog: Catalog, machine: StateMachineRecord): Promise<void> {
  const { stateMachineArn, updateDate, loggingConfiguration, tracingConfiguration, encryptionConfiguration, revisionId } = machine
  const kept: FormerRevision = { stateMachineArn, updateDate, loggingConfiguration, tracingConfiguration, encryptionConfiguration }
  if (revisionId !== undefined) kept.revisionId = revisionId
  await catalog.update<FormerRevision, void>('stateMachineRevision', revisionKey(kept), () => ({ next: kept, result: undefined }))
  await Promise.all(
    listFormerRevisions(catalog, stateMachineArn)
      .slice(0, -mostKept)
      .map(old => dropRevision(catalog, old)),
  )
}

export function dropRevision(catalog: Catalog, revision: FormerRevision): Promise<void> {
  return catalog.update<FormerRevision, void>('stateMachineRevision', revisionKey(revision), () => ({ next: undefined, result: undefined }))
}

/** The one that the machine had at a time before its present revision. */
export function revisionAt(catalog: Catalog, stateMachineArn: string, time: number): FormerRevision | undefined {
  return listFormerRevisions(catalog, stateMachineArn).findLast(({ updateDate }) => updateDate <= time)
}
