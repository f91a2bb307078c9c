import type { DataStore, DataWrite } from '@pasos/engine'
import type { ResourceChange } from '../deployment/planned-changes.ts'
import { type Deployed, findStack } from './stack-record.ts'

/** Space `cloudformation.changeset`, key: the stack's ARN and the name. */
export interface ChangeSetRecord {
  id: string
  name: string
  stackId: string
  stackName: string
  description?: string
  created: number
  status: 'CREATE_COMPLETE' | 'FAILED'
  statusReason?: string
  executionStatus: 'AVAILABLE' | 'UNAVAILABLE' | 'EXECUTE_COMPLETE'
  wanted: Deployed
  changes: ResourceChange[]
  capabilities: string[]
  notificationArns: string[]
  roleArn?: string
  /** Names the request that made it. */
  token?: string
  onStackFailure?: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING'
}

export const changeSetSpace = 'cloudformation.changeset'

export function putChangeSet(record: ChangeSetRecord): DataWrite {
  return { space: changeSetSpace, key: `${record.stackId}/${record.name}`, value: JSON.stringify(record) }
}

/** By its ARN, or by its name and that of its stack. */
export async function readChangeSet(
  data: DataStore,
  place: { accountId: string; region: string },
  nameOrId: string,
  stackName: string | undefined,
): Promise<ChangeSetRecord | undefined> {
  const isArn = nameOrId.startsWith('arn:')
  const name = isArn ? (nameOrId.split('/')[1] ?? '') : nameOrId
  const stackId = stackName === undefined ? await data.get(changeSetIdSpace, nameOrId) : (await findStack(data, place, stackName))?.stackId
  const value = stackId === undefined ? undefined : await data.get(changeSetSpace, `${stackId}/${name}`)
  const found = value === undefined ? undefined : (JSON.parse(String(value)) as ChangeSetRecord)
  return found && isArn && found.id !== nameOrId ? undefined : found
}

/** Key: the ARN of a change set, value: that of its stack. */
export const changeSetIdSpace = 'cloudformation.changesetid'
