import { ApiError, type eventbridge, type Operation } from '@pasos/wire'
import { resourcePolicyProblem } from '../../iam/policy/check-policy.ts'
import type { EventsDependencies } from '../dependencies.ts'
import { busExists, validation } from '../errors.ts'
import { type BusRecord, busArn, busKind, changeBus, requireBus } from '../records/bus-record.ts'
import { pageOf } from '../records/pages.ts'
import { rulesOf } from '../records/rule-record.ts'
import { checkTags } from '../records/tags.ts'

export function createEventBus(deps: EventsDependencies): Operation<eventbridge.CreateEventBusRequest, eventbridge.CreateEventBusResponse> {
  const { catalog, clock } = deps
  return async (input, { accountId, region }) => {
    const name = input.Name ?? ''
    if (name === 'default' || name.includes('/')) throw busExists(name)
    const arn = busArn({ accountId, region }, name)
    const now = clock.now()
    const tags = checkTags((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))
    const fresh = withSettings({ arn, name, accountId, region, tags, createdAt: now, modifiedAt: now }, input)
    await checkKey(deps, fresh)
    await catalog.update<BusRecord, void>(busKind, arn, current => {
      if (current) throw busExists(name)
      return { next: fresh, result: undefined }
    })
    return { EventBusArn: arn, ...settingsAnswer(fresh) }
  }
}

/** What is not named is taken away. AWS: a bus of which no key is said is encrypted with one of its own. */
export function updateEventBus(deps: EventsDependencies): Operation<eventbridge.UpdateEventBusRequest, eventbridge.UpdateEventBusResponse> {
  const { catalog, clock } = deps
  return async (input, context) => {
    const bus = requireBus(catalog, input.Name, context)
    const wanted = (current: BusRecord): BusRecord => ({ ...withSettings(current, input), modifiedAt: clock.now() })
    await checkKey(deps, wanted(bus))
    await changeBus(catalog, bus.arn, wanted)
    return { Name: bus.name, Arn: bus.arn, ...settingsAnswer(wanted(bus)) }
  }
}

type Settings = Pick<eventbridge.UpdateEventBusRequest, 'Description' | 'KmsKeyIdentifier' | 'DeadLetterConfig' | 'LogConfig'>

function withSettings(bus: BusRecord, { Description, KmsKeyIdentifier, DeadLetterConfig, LogConfig }: Settings): BusRecord {
  const { description: _, kmsKeyId: _key, deadLetterArn: _queue, logConfig: _logs, ...rest } = bus
  const wanted = { description: Description, kmsKeyId: KmsKeyIdentifier, deadLetterArn: DeadLetterConfig?.Arn, logConfig: LogConfig }
  return { ...rest, ...(Object.fromEntries(Object.entries(wanted).filter(([, value]) => value)) as typeof wanted as Partial<BusRecord>) }
}

/** The key of a bus must be there and usable. @throws ApiError ValidationException */
async function checkKey({ proveBusKey }: EventsDependencies, bus: BusRecord): Promise<void> {
  try {
    await proveBusKey(bus)
  } catch (error) {
    throw error instanceof ApiError ? validation(`KmsKeyIdentifier is not valid: ${error.message}`) : error
  }
}

function settingsAnswer({ description, kmsKeyId, deadLetterArn, logConfig }: BusRecord) {
  return {
    ...(description === undefined ? {} : { Description: description }),
    ...(kmsKeyId === undefined ? {} : { KmsKeyIdentifier: kmsKeyId }),
    ...(deadLetterArn === undefined ? {} : { DeadLetterConfig: { Arn: deadLetterArn } }),
    ...(logConfig === undefined ? {} : { LogConfig: logConfig }),
  }
}

export function describeEventBus({
  catalog,
}: EventsDependencies): Operation<eventbridge.DescribeEventBusRequest, eventbridge.DescribeEventBusResponse> {
  return (input, context) => {
    const bus = requireBus(catalog, input.Name, context)
    return { ...busAnswer(bus), ...settingsAnswer(bus) }
  }
}

function busAnswer({ arn, name, description, policy, createdAt, modifiedAt }: BusRecord) {
  return {
    Name: name,
    Arn: arn,
    ...(description === undefined ? {} : { Description: description }),
    ...(policy === undefined ? {} : { Policy: policy }),
    ...(createdAt > 0 && { CreationTime: new Date(createdAt), LastModifiedTime: new Date(modifiedAt) }),
  }
}

export function listEventBuses({
  catalog,
}: EventsDependencies): Operation<eventbridge.ListEventBusesRequest, eventbridge.ListEventBusesResponse> {
  return (input, { accountId, region }) => {
    const place = { accountId, region }
    const own = catalog.list<BusRecord>(busKind, busArn(place, ''))
    const all = own.some(({ name }) => name === 'default') ? own : [requireBus(catalog, 'default', place), ...own]
    const sorted = all.filter(({ name }) => name.startsWith(input.NamePrefix ?? '')).sort((a, b) => (a.name < b.name ? -1 : 1))
    const { items, nextToken } = pageOf(sorted, input)
    return { EventBuses: items.map(busAnswer), ...(nextToken === undefined ? {} : { NextToken: nextToken }) }
  }
}

/** Nothing is wrong when it is gone already. */
export function deleteEventBus({ catalog }: EventsDependencies): Operation<eventbridge.DeleteEventBusRequest, object> {
  return async (input, context) => {
    if (input.Name === 'default') throw validation('Cannot delete event bus default.')
    const arn = busArn(context, input.Name ?? '')
    if (rulesOf(catalog, arn).length > 0) throw validation("Event bus can't be deleted since it has rules.")
    await catalog.update<BusRecord, void>(busKind, arn, () => ({ next: undefined, result: undefined }))
    return {}
  }
}

interface Statement {
  Sid?: string
  [member: string]: unknown
}

/** Sets the bus's policy, or adds a statement to it. */
export function putPermission({ catalog, clock }: EventsDependencies): Operation<eventbridge.PutPermissionRequest, object> {
  return async (input, context) => {
    const bus = requireBus(catalog, input.EventBusName, context)
    const { Policy, Action, Principal, StatementId, Condition } = input
    if (Policy !== undefined && resourcePolicyProblem(Policy) !== undefined) throw validation('Policy is not valid.')
    await changeBus(catalog, bus.arn, current => {
      if (Policy !== undefined) return { ...current, policy: Policy, modifiedAt: clock.now() }
      const statement: Statement = {
        ...{ Sid: StatementId ?? '', Effect: 'Allow', Principal: Principal === '*' ? '*' : { AWS: `arn:aws:iam::${Principal}:root` } },
        ...{ Action: Action ?? 'events:PutEvents', Resource: current.arn },
        ...(Condition && { Condition: { [Condition.Type ?? '']: { [Condition.Key ?? '']: Condition.Value ?? '' } } }),
      }
      const others = statementsOf(current).filter(({ Sid }) => Sid !== StatementId)
      return { ...current, policy: JSON.stringify({ Version: '2012-10-17', Statement: [...others, statement] }), modifiedAt: clock.now() }
    })
    return {}
  }
}

export function removePermission({ catalog, clock }: EventsDependencies): Operation<eventbridge.RemovePermissionRequest, object> {
  return async (input, context) => {
    const bus = requireBus(catalog, input.EventBusName, context)
    await changeBus(catalog, bus.arn, ({ policy: _, ...current }) => {
      const left = input.RemoveAllPermissions ? [] : statementsOf(bus).filter(({ Sid }) => Sid !== input.StatementId)
      const policy = left.length === 0 ? {} : { policy: JSON.stringify({ Version: '2012-10-17', Statement: left }) }
      return { ...current, ...policy, modifiedAt: clock.now() }
    })
    return {}
  }
}

function statementsOf({ policy }: BusRecord): Statement[] {
  if (policy === undefined) return []
  const { Statement } = JSON.parse(policy) as { Statement: Statement | Statement[] }
  return Array.isArray(Statement) ? Statement : [Statement]
}
