import type { Catalog } from '@pasos/engine'
import { ApiError, type OperationContext } from '@pasos/wire'
import type { MetadataOptions } from './metadata-options.ts'

/**
 * An instance, which is a record and nothing else: no machine runs. It goes through the states that clients wait for at once. Times are
 * epoch milliseconds.
 */
export interface InstanceRecord {
  id: string
  accountId: string
  region: string
  imageId: string
  instanceType: string
  state: 'running' | 'stopped' | 'terminated'
  launchedAt: number
  terminatedAt?: number
  reservationId: string
  launchIndex: number
  clientToken?: string
  zone: string
  vpcId: string
  subnetId: string
  volumeId: string
  networkInterfaceId: string
  privateIp: string
  tags: [key: string, value: string][]
  keyName?: string
  userData?: string
  monitoring: boolean
  /** Where it is switched off. */
  sourceDestCheck?: boolean
  /** What its request said of it, and later ones. */
  metadata?: MetadataOptions
  ebsOptimized: boolean
  protectsFromTermination: boolean
  protectsFromStop: boolean
  shutdownBehavior: 'stop' | 'terminate'
  profileArn?: string
}

export const instanceKind = 'ec2Instance'
/** AWS shows a terminated instance for about an hour. */
const SHOWN_MS = 3_600_000

/** Why an instance is not more than it is; wherever a client shows a state's reason. */
export const stateReason = {
  Code: 'Server.RecordOnly',
  Message: 'Server.RecordOnly: no machine runs here, this instance is a record of what Terraform or a client asked for',
}

type Place = Pick<OperationContext, 'accountId' | 'region'>

export function instanceKey({ accountId, region }: Place, id: string): string {
  return `${accountId}:${region}:${id}`
}

/** All that are still shown, in the order of their ids. */
export function instancesOf(catalog: Catalog, place: Place, now: number): InstanceRecord[] {
  return catalog
    .list<InstanceRecord>(instanceKind, instanceKey(place, ''))
    .filter(({ terminatedAt }) => terminatedAt === undefined || terminatedAt > now - SHOWN_MS)
}

/** @throws InvalidInstanceID.Malformed, InvalidInstanceID.NotFound */
export function findInstance(catalog: Catalog, place: Place, id: string): InstanceRecord {
  checkId(id)
  const instance = catalog.get<InstanceRecord>(instanceKind, instanceKey(place, id))
  if (!instance) throw new ApiError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`, { httpStatus: 400 })
  return instance
}

function checkId(id: string): void {
  if (!/^i-[0-9a-f]{8}([0-9a-f]{9})?$/.test(id))
    throw new ApiError('InvalidInstanceID.Malformed', `Invalid id: "${id}"`, { httpStatus: 400 })
}

/** EC2's ids: a prefix and 17 hexadecimal digits. */
export function resourceId(prefix: string, uuid: string): string {
  return `${prefix}-${uuid.replaceAll('-', '').slice(0, 17)}`
}

/** An id that only depends on what it is for: the default network of an account and a region is always the same. */
export function fixedId(prefix: string, ...parts: string[]): string {
  let sum = 0xcbf29ce484222325n
  for (const character of parts.join('/')) sum = BigInt.asUintN(64, (sum ^ BigInt(character.codePointAt(0)!)) * 0x100000001b3n)
  return `${prefix}-0${sum.toString(16).padStart(16, '0')}`
}
