import { entriesOf } from '@pasos/engine'
import type { Operation } from '@pasos/wire'
import { listedPage } from '../../declaration/listed-page.ts'
import { noStack, noStackNamed, validationError } from '../errors.ts'
import { exportUsers } from '../records/export-users.ts'
import {
  type ExportRecord,
  eventSpace,
  exportSpace,
  findStack,
  nameKey,
  type ResourceRecord,
  readResource,
  readResources,
  type StackEvent,
  type StackRecord,
  stacksIn,
} from '../records/stack-record.ts'
import { readTemplate } from '../template/template.ts'
import { requireStack, type StackDependencies } from './stacks.ts'

interface Paged {
  NextToken?: string
}

const pageSize = 100

export function describeStacks(deps: StackDependencies): Operation<Paged & { StackName?: string }, object> {
  return async ({ StackName, NextToken }, context) => {
    if (StackName !== undefined) return { Stacks: [stackAnswer(await requireStack(deps, context, StackName))] }
    const found: StackRecord[] = []
    for await (const stack of stacksIn(deps.data, context)) {
      if (stack.deleted === undefined) found.push(stack)
    }
    const { items, rest } = paged(found, ({ stackId }) => stackId, NextToken)
    return { Stacks: items.map(stackAnswer), ...rest }
  }
}

function paged<T>(all: readonly T[], keyOf: (item: T) => string, token: string | undefined) {
  const page = listedPage([...all], keyOf, { limit: pageSize, token })
  if (!page) throw validationError('Invalid NextToken')
  return { items: page.items, rest: page.nextToken === undefined ? {} : { NextToken: page.nextToken } }
}

function stackAnswer(stack: StackRecord): object {
  const { stackId, name, status, statusReason, created, updated, deleted, deployed, capabilities, outputs, roleArn, changeSetId } = stack
  const { description, parameters } =
    deployed.templateBody === '' ? { description: undefined, parameters: {} } : readTemplate(deployed.expandedBody ?? deployed.templateBody)
  const isHidden = (key: string) => String((parameters as Record<string, Record<string, unknown>>)[key]?.['NoEcho']) === 'true'
  const shown = Object.entries(deployed.parameters).map(([ParameterKey, value]) => ({
    ...{ ParameterKey, ParameterValue: isHidden(ParameterKey) ? '****' : value },
  }))
  return {
    ...{ StackId: stackId, StackName: name, StackStatus: status, CreationTime: new Date(created), DisableRollback: stack.disableRollback },
    ...{ Parameters: shown, Outputs: outputs, Tags: deployed.tags, Capabilities: capabilities, NotificationARNs: stack.notificationArns },
    ...{ EnableTerminationProtection: stack.terminationProtection, RollbackConfiguration: {} },
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
    ...(description !== undefined && { Description: description }),
    ...(statusReason !== undefined && { StackStatusReason: statusReason }),
    ...(updated !== undefined && { LastUpdatedTime: new Date(updated) }),
    ...(deleted !== undefined && { DeletionTime: new Date(deleted) }),
    ...(roleArn !== undefined && { RoleARN: roleArn }),
    ...(changeSetId !== undefined && { ChangeSetId: changeSetId }),
  }
}

export function listStacks(deps: StackDependencies): Operation<Paged & { StackStatusFilter?: string[] }, object> {
  return async ({ NextToken, StackStatusFilter = [] }, context) => {
    const found: StackRecord[] = []
    for await (const stack of stacksIn(deps.data, context)) {
      if (StackStatusFilter.length === 0 || StackStatusFilter.includes(stack.status)) found.push(stack)
    }
    const { items, rest } = paged(found, ({ stackId }) => stackId, NextToken)
    return { StackSummaries: items.map(summary), ...rest }
  }
}

function summary({ stackId, name, status, statusReason, created, updated, deleted }: StackRecord): object {
  return {
    ...{ StackId: stackId, StackName: name, StackStatus: status, CreationTime: new Date(created) },
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
    ...(statusReason !== undefined && { StackStatusReason: statusReason }),
    ...(updated !== undefined && { LastUpdatedTime: new Date(updated) }),
    ...(deleted !== undefined && { DeletionTime: new Date(deleted) }),
  }
}

/** The newest first. */
export function describeStackEvents(deps: StackDependencies): Operation<Paged & { StackName: string }, object> {
  return async ({ StackName, NextToken }, context) => {
    const stack = await findStack(deps.data, context, StackName)
    if (stack === undefined) throw noStackNamed(StackName)
    const { stackId, name } = stack
    const before = NextToken ?? `${stackId}0`
    if (!before.startsWith(stackId)) throw validationError('Invalid NextToken')
    const entries = await deps.data.scan(eventSpace, { from: `${stackId}/`, before, reverse: true, limit: pageSize })
    const StackEvents = entries.map(({ value }) => eventAnswer(stackId, name, JSON.parse(String(value)) as StackEvent))
    return { StackEvents, ...(entries.length === pageSize && { NextToken: entries.at(-1)!.key }) }
  }
}

function eventAnswer(StackId: string, StackName: string, event: StackEvent): object {
  const { id, logicalId, physicalId, type, at, status, reason, properties, token } = event
  return {
    ...{ StackId, StackName, EventId: id, LogicalResourceId: logicalId, PhysicalResourceId: physicalId, ResourceType: type },
    ...{ Timestamp: new Date(at), ResourceStatus: status },
    ...(reason !== undefined && { ResourceStatusReason: reason }),
    ...(properties !== undefined && { ResourceProperties: properties }),
    ...(token !== undefined && { ClientRequestToken: token }),
  }
}

interface OfResource {
  StackName: string
  LogicalResourceId: string
}

export function describeStackResource(deps: StackDependencies): Operation<OfResource, object> {
  return async ({ StackName, LogicalResourceId }, context) => {
    const stack = await requireNamed(deps, context, StackName)
    const found = await readResource(deps.data, stack.stackId, LogicalResourceId)
    if (!found) throw validationError(`Resource ${LogicalResourceId} does not exist for stack ${stack.name}`)
    const Metadata = found.metadata === undefined ? {} : { Metadata: found.metadata }
    const place = { StackId: stack.stackId, StackName: stack.name, LastUpdatedTimestamp: new Date(found.updated) }
    return { StackResourceDetail: { ...place, ...resourceAnswer(found), ...Metadata } }
  }
}

async function requireNamed(deps: StackDependencies, context: Parameters<Operation>[1], name: string): Promise<StackRecord> {
  const stack = await findStack(deps.data, context, name)
  if (stack === undefined) throw validationError(`Stack '${name}' does not exist`)
  return stack
}

function resourceAnswer({ logicalId, physicalId, type, status, statusReason }: ResourceRecord): object {
  return {
    ...{ LogicalResourceId: logicalId, ResourceType: type, ResourceStatus: status },
    ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
    ...(statusReason !== undefined && { ResourceStatusReason: statusReason }),
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  }
}

interface ResourcesInput {
  StackName?: string
  LogicalResourceId?: string
  PhysicalResourceId?: string
}

export function describeStackResources(deps: StackDependencies): Operation<ResourcesInput, object> {
  return async ({ StackName, LogicalResourceId, PhysicalResourceId }, context) => {
    const stacks: StackRecord[] = []
    if (StackName !== undefined) {
      const stack = await findStack(deps.data, context, StackName)
      if (stack === undefined) throw noStack(StackName)
      stacks.push(stack)
    } else for await (const stack of stacksIn(deps.data, context)) stacks.push(stack)
    const found: object[] = []
    for (const { stackId, name } of stacks) {
      const all = await readResources(deps.data, stackId)
      if (StackName === undefined && !all.some(({ physicalId }) => physicalId === PhysicalResourceId)) continue
      const shown = all.filter(({ logicalId }) => LogicalResourceId === undefined || logicalId === LogicalResourceId)
      found.push(...shown.map(each => ({ StackId: stackId, StackName: name, Timestamp: new Date(each.updated), ...resourceAnswer(each) })))
    }
    return { StackResources: found }
  }
}

export function listStackResources(deps: StackDependencies): Operation<Paged & { StackName: string }, object> {
  return async ({ StackName, NextToken }, context) => {
    const stack = await requireStack(deps, context, StackName)
    const { items, rest } = paged(await readResources(deps.data, stack.stackId), ({ logicalId }) => logicalId, NextToken)
    return {
      StackResourceSummaries: items.map(each => ({ LastUpdatedTimestamp: new Date(each.updated), ...resourceAnswer(each) })),
      ...rest,
    }
  }
}

export function listExports(deps: StackDependencies): Operation<Paged, object> {
  return async ({ NextToken }, context) => {
    const found: { name: string; record: ExportRecord }[] = []
    const from = nameKey(context, '')
    for await (const { key, value } of entriesOf(deps.data, exportSpace, { from, before: `${from}\u{10FFFF}` })) {
      found.push({ name: key.slice(from.length), record: JSON.parse(String(value)) as ExportRecord })
    }
    const { items, rest } = paged(found, ({ name }) => name, NextToken)
    return { Exports: items.map(({ name, record }) => ({ ExportingStackId: record.stackId, Name: name, Value: record.value })), ...rest }
  }
}

export function listImports(deps: StackDependencies): Operation<Paged & { ExportName: string }, object> {
  return async ({ ExportName, NextToken }, context) => {
    const users = await exportUsers(deps.data, context, ExportName)
    if (users.length === 0) throw validationError(`Export '${ExportName}' is not imported by any stack.`)
    const { items, rest } = paged(users, name => name, NextToken)
    return { Imports: items, ...rest }
  }
}
