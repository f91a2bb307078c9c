import { isJsonObject, type Json } from '@pasos/asl'
import { validationError } from '../errors.ts'
import type { Template } from './template.ts'

/** The names that a value refers to: resources and parameters. */
export function namesIn(value: Json, found: Set<string> = new Set()): Set<string> {
  if (Array.isArray(value)) for (const item of value) namesIn(item, found)
  else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (key === 'Ref') found.add(nameIn(member, 'Template format error: every Ref object must have a single String value.'))
      else if (key === 'Fn::GetAtt') {
        const [id, ...path] = Array.isArray(member) ? member : nameIn(member, wrongAttribute).split('.')
        found.add(nameIn(id ?? null, wrongAttribute))
        namesIn(path, found)
      } else if (key === 'Fn::Sub') namesInText(member, found)
      else namesIn(member, found)
    }
  }
  return found
}

const wrongAttribute =
  'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute'

function nameIn(value: Json, otherwise: string): string {
  if (typeof value !== 'string' || value === '') throw validationError(otherwise)
  return value
}

function namesInText(argument: Json, found: Set<string>): void {
  const [text, own = {}] = Array.isArray(argument) ? argument : [argument]
  const given = isJsonObject(own) ? own : {}
  namesIn(given, found)
  for (const [, written = ''] of String(text).matchAll(/\$\{([^!}][^}]*)\}/g)) {
    const name = written.trim()
    if (!Object.hasOwn(given, name)) found.add(name.split('.')[0]!)
  }
}

/** What each resource needs before it, by logical id. */
export function needsOf({ resources }: Template): Map<string, readonly string[]> {
  const needs = Object.entries(resources).map(([id, { properties, dependsOn }]) => {
    const names = [...namesIn(properties), ...dependsOn].filter(name => name !== id && Object.hasOwn(resources, name))
    return [id, [...new Set(names)]] as const
  })
  return new Map(needs)
}

/** The logical ids so that each comes after all that it needs. @throws ApiError ValidationError for a circle */
export function inOrder(needs: ReadonlyMap<string, readonly string[]>): string[] {
  const order: string[] = []
  const state = new Map<string, 'open' | 'done'>()
  // A stack of its own: a chain of any length is gone through.
  for (const start of needs.keys()) {
    const path: { id: string; left: string[] }[] = []
    const enter = (id: string) => {
      state.set(id, 'open')
      path.push({ id, left: [...(needs.get(id) ?? [])] })
    }
    if (!state.has(start)) enter(start)
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.left.shift()
      if (next === undefined) {
        state.set(top.id, 'done')
        order.push(top.id)
        path.pop()
      } else if (state.get(next) === 'open') {
        const circle = path.slice(path.findIndex(({ id }) => id === next)).map(({ id }) => id)
        throw validationError(`Circular dependency between resources: [${circle.join(', ')}]`)
      } else if (!state.has(next)) enter(next)
    }
  }
  return order
}

/** Everything that a template refers to must be in it. @throws ApiError ValidationError */
export function checkReferences(template: Template): void {
  const { resources, parameters, outputs, conditions } = template
  const isKnown = (name: string) => name.startsWith('AWS::') || Object.hasOwn(parameters, name) || Object.hasOwn(resources, name)
  const unknown = (value: Json) => [...namesIn(value)].filter(name => !isKnown(name))
  const lacking = Object.values(resources).flatMap(({ properties, dependsOn }) => [
    ...unknown(properties),
    ...dependsOn.filter(id => !Object.hasOwn(resources, id)),
  ])
  const told = (names: readonly string[], place: string) => {
    const listed = [...new Set(names)].join(', ')
    return validationError(`Template format error: Unresolved resource dependencies [${listed}] in the ${place} block of the template`)
  }
  if (lacking.length > 0) throw told(lacking, 'Resources')
  const lackingOutputs = Object.values(outputs).flatMap(output => unknown(output))
  if (lackingOutputs.length > 0) throw told(lackingOutputs, 'Outputs')
  const lackingConditions = Object.values(conditions).flatMap(condition => unknown(condition))
  if (lackingConditions.length > 0) throw told(lackingConditions, 'Conditions')
  inOrder(needsOf(template))
}
