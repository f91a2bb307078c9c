import type { lambda, Operation } from '@pasos/wire'
import type { LambdaDependencies } from '../dependencies.ts'
import { functionArn, parseFunctionName } from '../function-name.ts'
import { page } from '../pages.ts'
import { resolveFunction } from '../resolve.ts'
import { changeMapping, isOfFunction, type MappingRecord, mappingAnswer, mappingKind, requireMapping } from './mapping-record.ts'
import type { MappingRunner } from './mapping-runner.ts'
import { withMappingSettings } from './mapping-settings.ts'

export function getEventSourceMapping(
  deps: LambdaDependencies,
): Operation<lambda.GetEventSourceMappingRequest, lambda.EventSourceMappingConfiguration> {
  return input => mappingAnswer(requireMapping(deps.catalog, input.UUID ?? ''))
}

export function listEventSourceMappings(
  deps: LambdaDependencies,
): Operation<lambda.ListEventSourceMappingsRequest, lambda.ListEventSourceMappingsResponse> {
  return (input, context) => {
    const name = input.FunctionName === undefined ? undefined : parseFunctionName(input.FunctionName, context)
    const wanted = deps.catalog
      .list<MappingRecord>(mappingKind)
      .filter(({ accountId, region }) => accountId === context.accountId && region === context.region)
      .filter(mapping => name === undefined || isOfFunction(mapping, name))
      .filter(({ eventSourceArn }) => input.EventSourceArn === undefined || eventSourceArn === input.EventSourceArn)
    const { items, next } = page(wanted, { marker: input.Marker, maxItems: input.MaxItems, most: 100 })
    return { EventSourceMappings: items.map(mapping => mappingAnswer(mapping)), ...(next === undefined ? {} : { NextMarker: next }) }
  }
}

export function updateEventSourceMapping(
  deps: LambdaDependencies,
  runner: MappingRunner,
): Operation<lambda.UpdateEventSourceMappingRequest, lambda.EventSourceMappingConfiguration> {
  return async (input, context) => {
    const uuid = input.UUID ?? ''
    const name = input.FunctionName === undefined ? undefined : parseFunctionName(input.FunctionName, context)
    if (name) resolveFunction(deps.catalog, name)
    const mapping = await changeMapping(deps.catalog, uuid, current => {
      const moved = name ? { ...current, functionArn: functionArn(name) } : current
      const next = { ...withMappingSettings(moved, input), lastModified: deps.clock.now() }
      return { next, result: next }
    })
    runner.changed(uuid)
    return mappingAnswer(mapping, 'Updating')
  }
}

export function deleteEventSourceMapping(
  deps: LambdaDependencies,
  runner: MappingRunner,
): Operation<lambda.DeleteEventSourceMappingRequest, lambda.EventSourceMappingConfiguration> {
  return async input => {
    const uuid = input.UUID ?? ''
    const mapping = await changeMapping(deps.catalog, uuid, current => ({ next: undefined, result: current }))
    runner.changed(uuid)
    return mappingAnswer(mapping, 'Deleting')
  }
}
