import { type JsonObject, partitionOf } from '@pasos/asl'
import { type DataStore, type DataWrite, entriesOf } from '@pasos/engine'
import type { Caller } from '@pasos/wire'

/** One stack: space `cloudformation.stack`, key: its ARN. Those that were deleted stay, as on AWS. */
export interface StackRecord {
  stackId: string
  name: string
  accountId: string
  region: string
  /** On whose behalf resources are made, where no role is given. */
  caller: Caller
  roleArn?: string
  status: string
  statusReason?: string
  /** Epoch milliseconds, as all times here. */
  created: number
  updated?: number
  deleted?: number
  /** As it is now, or will be when the operation has succeeded. */
  deployed: Deployed
  capabilities: string[]
  notificationArns: string[]
  disableRollback: boolean
  terminationProtection: boolean
  outputs: StackOutput[]
  /** Names of what it imports from other stacks. */
  imports: string[]
  changeSetId?: string
  token?: string
  /** What is going on; nothing when the stack is at rest. */
  operation?: StackOperation
}

/** What decides how a stack looks. */
export interface Deployed {
  templateBody: string
  /** Once loops are written out and what stands elsewhere is in its place, where there is any of that. */
  expandedBody?: string
  /** By name, as texts. */
  parameters: Record<string, string>
  tags: StackTag[]
}

export interface StackTag {
  Key: string
  Value: string
}

export interface StackOutput {
  OutputKey: string
  OutputValue: string
  Description?: string
  ExportName?: string
}

export interface StackOperation {
  id: string
  kind: 'CREATE' | 'UPDATE' | 'DELETE'
  /** What is being done of it. */
  phase: 'apply' | 'cleanup' | 'rollback' | 'rollbackCleanup' | 'delete'
  /** What an update comes back to when it fails. */
  before?: Deployed
  onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING'
  /** Resources that a deletion leaves behind although it does not succeed with them. */
  retain?: string[]
  /** A deletion that leaves behind what cannot be removed. */
  isForced?: true
  /** What the operation has made new goes when it comes back, whatever its deletion policy says. */
  retainsOnlyOld?: true
  /** When a creation has taken too long. */
  deadline?: number
}

/** One resource of a stack: space `cloudformation.resource`, key: the stack's ARN and the logical id. */
export interface ResourceRecord {
  logicalId: string
  type: string
  status: string
  statusReason?: string
  updated: number
  /** Grows with every resource that is made: deletion goes the other way. */
  order: number
  /** What the resource is called where nothing else is said; kept before it is made, so that it is made once. */
  chosenName: string
  physicalId?: string
  /** As they were applied last. */
  properties?: JsonObject
  /** The stack's tags that were laid on it last. */
  stackTags?: StackTag[]
  attributes: JsonObject
  deletionPolicy: string
  updateReplacePolicy: string
  metadata?: string
  /** What the one that is to take its place will be called. */
  nextName?: string
  /** Properties of updates that were begun and did not end well, the last ones last: it may have any of theirs. */
  attempted?: JsonObject[]
  /** Those that this one has taken the place of, until the update is over. */
  replaced?: FormerResource[]
}

export type FormerResource = Pick<
  ResourceRecord,
  'chosenName' | 'physicalId' | 'properties' | 'stackTags' | 'attributes' | 'type' | 'updateReplacePolicy'
>

export interface StackEvent {
  id: string
  logicalId: string
  physicalId: string
  type: string
  at: number
  status: string
  reason?: string
  properties?: string
  token?: string
}

export const stackSpace = 'cloudformation.stack'
/** Names of stacks that are not deleted: key `ACCOUNT/REGION/NAME`, value the ARN. */
export const nameSpace = 'cloudformation.name'
/** Stacks of which an operation is under way. */
export const underWaySpace = 'cloudformation.underway'
export const resourceSpace = 'cloudformation.resource'
export const eventSpace = 'cloudformation.event'
/** Key `ACCOUNT/REGION/NAME`. */
export const exportSpace = 'cloudformation.export'

export interface ExportRecord {
  value: string
  stackId: string
}

interface Place {
  accountId: string
  region: string
}

/** `kind`: `stack` or `changeSet`. */
export function cloudFormationArn(kind: string, { accountId, region }: Place, rest: string): string {
  return `arn:${partitionOf(region)}:cloudformation:${region}:${accountId}:${kind}/${rest}`
}

export function nameKey({ accountId, region }: Place, name: string): string {
  return `${accountId}/${region}/${name}`
}

export function putStack(stack: StackRecord): DataWrite[] {
  const { stackId, operation } = stack
  return [
    { space: stackSpace, key: stackId, value: JSON.stringify(stack) },
    { space: underWaySpace, key: stackId, value: operation ? operation.id : undefined },
  ]
}

export function putResource(stackId: string, resource: ResourceRecord): DataWrite {
  return { space: resourceSpace, key: `${stackId}/${resource.logicalId}`, value: JSON.stringify(resource) }
}

export function dropResource(stackId: string, logicalId: string): DataWrite {
  return { space: resourceSpace, key: `${stackId}/${logicalId}`, value: undefined }
}

/** Events are read from the newest. */
export function putEvent(stackId: string, order: string, event: StackEvent): DataWrite {
  return { space: eventSpace, key: `${stackId}/${order}`, value: JSON.stringify(event) }
}

export async function readStack(data: DataStore, stackId: string): Promise<StackRecord | undefined> {
  const value = await data.get(stackSpace, stackId)
  return value === undefined ? undefined : (JSON.parse(String(value)) as StackRecord)
}

/** By its name while it is there, by its ARN also afterwards. */
export async function findStack(data: DataStore, place: Place, nameOrId: string): Promise<StackRecord | undefined> {
  const isArn = nameOrId.startsWith('arn:')
  const [, , , region, accountId] = nameOrId.split(':')
  if (isArn && (region !== place.region || accountId !== place.accountId)) return undefined
  const id = isArn ? nameOrId : await data.get(nameSpace, nameKey(place, nameOrId))
  return id === undefined ? undefined : readStack(data, String(id))
}

export async function readResource(data: DataStore, stackId: string, logicalId: string): Promise<ResourceRecord | undefined> {
  const value = await data.get(resourceSpace, `${stackId}/${logicalId}`)
  return value === undefined ? undefined : (JSON.parse(String(value)) as ResourceRecord)
}

/** In the order of their logical ids. */
export async function readResources(data: DataStore, stackId: string): Promise<ResourceRecord[]> {
  const found: ResourceRecord[] = []
  for await (const { value } of entriesOf(data, resourceSpace, { from: `${stackId}/`, before: `${stackId}0` })) {
    found.push(JSON.parse(String(value)) as ResourceRecord)
  }
  return found
}

/** All stacks of an account in a region, also deleted ones. */
export async function* stacksIn(data: DataStore, place: Place): AsyncGenerator<StackRecord> {
  const from = cloudFormationArn('stack', place, '')
  for await (const { value } of entriesOf(data, stackSpace, { from, before: `${from}\u{10FFFF}`, pageSize: 50 })) {
    yield JSON.parse(String(value)) as StackRecord
  }
}
