import { findIntegration, type Integration, type ParsedResource } from '@pasos/integrations'
import { isJsonObject, type Json } from '../json.ts'
import type { ResultMember, ResultShape } from '../test-state/result-model.ts'

/** Finds what an operation (`GetObject`) of a service takes, by the name a Resource has for the service; undefined for what no model knows. */
export type FindInputShape = (service: string, operation: string) => ResultShape | undefined

export interface ParameterFault {
  rule: 'parameter-unknown' | 'parameter-text'
  field: string
  /** What might have been meant: the names there that are not given. */
  others?: string[]
}

interface Look {
  shownAs(member: ResultMember): string
  /** Fields that any JSON may stand in; nothing where all texts may. */
  anyJson: readonly string[] | undefined
  isTemplate: boolean
}

/**
 * What the parameters of a service's integration have that the API has not, at any depth. AWS looks when a machine is created, and again
 * when a task starts. `isTemplate`: whether fields ending in `.$` are still to be evaluated. Nothing of an optimized integration's own
 * names, which are a list of their own, nor of an API that nobody knows.
 */
export function parameterFaults(
  { service, action, isSdk }: Extract<ParsedResource, { kind: 'service' }>,
  parameters: Json,
  { inputShape, isTemplate }: { inputShape: FindInputShape; isTemplate: boolean },
): ParameterFault[] {
  if (isSdk) {
    const shape = inputShape(service, upperFirst(action))
    // Texts, uploads and documents may be given any JSON, which is sent as its text.
    const look: Look = { shownAs: ({ sdkName }) => sdkName, anyJson: undefined, isTemplate }
    return shape === undefined ? [] : faultsIn([[shape, parameters, '']], look)
  }
  const integration = findIntegration(service, action)
  if (integration === undefined || integration.operation === null) return []
  const shape = inputShape(integration.model, integration.operation)
  return shape === undefined ? [] : faultsWithin(integration, shape, parameters, isTemplate)
}

/** Of an optimized integration, below its own names; texts further down are held to be texts there. */
function faultsWithin({ action }: Integration, shape: ResultShape, parameters: Json, isTemplate: boolean): ParameterFault[] {
  if (action.lookup !== undefined || !isJsonObject(parameters) || !('members' in shape)) return []
  const shownAs = ({ name }: ResultMember): string => upperFirst(name)
  const within = shape.members.flatMap(member => {
    const name = shownAs(member)
    const isSimple = member.shape.kind === 'string'
    return isSimple || !Object.hasOwn(parameters, name) ? [] : [[member.shape, parameters[name]!, name] as Part]
  })
  return faultsIn(within, { shownAs, anyJson: action.jsonWithin ?? [], isTemplate })
}

type Part = [shape: ResultShape, value: Json, field: string]

/** However deep the value is: what is still to be looked at is a list, last in first out, so that faults come in the order of the text. */
function faultsIn(parts: Part[], look: Look): ParameterFault[] {
  const faults: ParameterFault[] = []
  const open = parts.toReversed()
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const [shape, value, field] = part
    if (value === null) continue
    const inside: Part[] = []
    if (shape.kind === 'structure' || shape.kind === 'union') {
      if (isJsonObject(value)) inside.push(...membersOf(shape.members, value, look, faults))
    } else if (shape.kind === 'map') {
      if (isJsonObject(value)) for (const [key, item] of given(value, look)) inside.push([shape.value, item, key])
    } else if (shape.kind === 'list') {
      // AWS names fields only, and an item of a list has no name of its own.
      if (Array.isArray(value)) for (const item of value) inside.push([shape.member, item, ''])
    } else if (shape.kind === 'string' && look.anyJson !== undefined && field !== '') {
      if (typeof value !== 'string' && !look.anyJson.includes(field)) faults.push({ rule: 'parameter-text', field })
    }
    // One by one: arguments of a call are on the stack, which hundreds of thousands of items do not fit on.
    for (const next of inside.reverse()) open.push(next)
  }
  return faults
}

function membersOf(members: readonly ResultMember[], value: { [name: string]: Json }, look: Look, faults: ParameterFault[]): Part[] {
  const shapes = new Map(members.map(member => [look.shownAs(member), member.shape]))
  let others: string[] | undefined
  for (const name of Object.keys(value)) {
    const field = look.isTemplate ? name.replace(/\.\$$/, '') : name
    if (shapes.has(field)) continue
    others ??= othersOf(shapes, value)
    faults.push({ rule: 'parameter-unknown', field, others })
  }
  return given(value, look).flatMap(([name, item]) => {
    const shape = shapes.get(name)
    return shape === undefined ? [] : [[shape, item, name] as Part]
  })
}

function othersOf(shapes: ReadonlyMap<string, ResultShape>, value: { [name: string]: Json }): string[] {
  return [...shapes.keys()].filter(name => !Object.hasOwn(value, name) && !Object.hasOwn(value, `${name}.$`))
}

/** What stands there already. */
function given(value: { [name: string]: Json }, { isTemplate }: Look): [string, Json][] {
  return Object.entries(value).filter(([name]) => !(isTemplate && name.endsWith('.$')))
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
