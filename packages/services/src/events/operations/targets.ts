import type { eventbridge, Operation } from '@pasos/wire'
import { isEventPath } from '../delivery/event-path.ts'
import type { EventsDependencies } from '../dependencies.ts'
import { limitExceeded, validation } from '../errors.ts'
import { requireBus } from '../records/bus-record.ts'
import { pageOf } from '../records/pages.ts'
import { changeRule, requireRule } from '../records/rule-record.ts'

/** AWS: five targets a rule. */
const mostTargets = 5

/** Adds targets to a rule, or replaces those with the same ids. */
export function putTargets({ catalog }: EventsDependencies): Operation<eventbridge.PutTargetsRequest, eventbridge.PutTargetsResponse> {
  return async (input, context) => {
    const bus = requireBus(catalog, input.EventBusName, context)
    const given = input.Targets ?? []
    for (const target of given) checkTarget(target)
    return changeRule(catalog, bus, input.Rule ?? '', rule => {
      const byId = new Map([...rule.targets, ...given].map(target => [target.Id!, target]))
      if (byId.size > mostTargets) throw limitExceeded('The requested resource exceeds the maximum number allowed.')
      return { next: { ...rule, targets: [...byId.values()] }, result: { FailedEntryCount: 0, FailedEntries: [] } }
    })
  }
}

function checkTarget({ Id, Arn = '', Input, InputPath, InputTransformer, RoleArn }: eventbridge.Target): void {
  const service = /^arn:aws[a-z-]*:([a-z0-9-]+):/.exec(Arn)?.[1]
  if (service === undefined) throw validation(`Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`)
  if ([Input, InputPath, InputTransformer].filter(given => given !== undefined).length > 1) {
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`)
  }
  if (Input !== undefined) checkJson(Input, `Invalid JSON in Input for target ${Id}.`)
  for (const path of [InputPath, ...Object.values(InputTransformer?.InputPathsMap ?? {})]) {
    if (path !== undefined && !isEventPath(path)) throw validation(`Invalid InputPath for target ${Id}.`)
  }
  const needsRole = service === 'states' || Arn.includes(':api-destination/')
  if (needsRole && RoleArn === undefined) throw validation(`RoleArn is required for target ${Arn}.`)
}

function checkJson(text: string, message: string): void {
  try {
    JSON.parse(text)
  } catch {
    throw validation(message)
  }
}

export function removeTargets({
  catalog,
}: EventsDependencies): Operation<eventbridge.RemoveTargetsRequest, eventbridge.RemoveTargetsResponse> {
  return async (input, context) => {
    const bus = requireBus(catalog, input.EventBusName, context)
    const ids = input.Ids ?? []
    return changeRule(catalog, bus, input.Rule ?? '', rule => {
      const missing = ids.filter(id => !rule.targets.some(({ Id }) => Id === id))
      const FailedEntries = missing.map(TargetId => ({
        TargetId,
        ErrorCode: 'ResourceNotFoundException',
        ErrorMessage: `Target ${TargetId} does not exist on rule ${rule.name}.`,
      }))
      const next = { ...rule, targets: rule.targets.filter(({ Id }) => !ids.includes(Id!)) }
      return { next, result: { FailedEntryCount: missing.length, FailedEntries } }
    })
  }
}

export function listTargetsByRule({
  catalog,
}: EventsDependencies): Operation<eventbridge.ListTargetsByRuleRequest, eventbridge.ListTargetsByRuleResponse> {
  return (input, context) => {
    const rule = requireRule(catalog, requireBus(catalog, input.EventBusName, context), input.Rule ?? '')
    const named = rule.targets.map(target => ({ name: target.Id!, target })).sort((one, other) => (one.name < other.name ? -1 : 1))
    const { items, nextToken } = pageOf(named, input)
    return { Targets: items.map(({ target }) => target), ...(nextToken === undefined ? {} : { NextToken: nextToken }) }
  }
}
