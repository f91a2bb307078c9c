import { type Json, type JsonObject, putMember, SpelledNumber, toJavaDouble } from '@pasos/asl'
import type { ServiceCall } from '@pasos/engine'
import { resultShape, type Shape, type StructureShape } from '@pasos/models'
import { memberKey, type SdkNames } from '@pasos/wire'

/**
 * Lets the doubles of an answer be written as AWS has them in a state's output: the SDKs for Java have them as `Double`, whole or not,
 * so that a capacity of one unit is `1.0`.
 *
 * @param output changed
 */
export function spellDoubles(
  output: JsonObject,
  { service, operation, names }: Pick<ServiceCall, 'service' | 'operation' | 'names'>,
): void {
  const shape = resultShape(service, operation)
  if (shape !== undefined && hasDoubles(shape)) spellWithin(output, shape, names)
}

function spellWithin(value: Json | undefined, shape: Shape, names: SdkNames): void {
  if (typeof value !== 'object' || value === null) return
  if (shape.kind === 'list') {
    for (const index of (value as Json[]).keys()) spellMember(value, index, shape.member, names)
  } else if (shape.kind === 'map') {
    for (const key of Object.keys(value)) spellMember(value, key, shape.value, names)
  } else if (isStructure(shape)) {
    for (const member of shape.members) {
      if (hasDoubles(member.shape)) spellMember(value, memberKey(member, names), member.shape, names)
    }
  }
}

function spellMember(container: Json[] | JsonObject, name: string | number, shape: Shape, names: SdkNames): void {
  const value = (container as JsonObject)[name]
  if (shape.kind !== 'number') spellWithin(value, shape, names)
  else if (typeof value === 'number' && Number.isFinite(value)) putMember(container, name, new SpelledNumber(value, toJavaDouble(value)))
}

const known = new WeakMap<Shape, boolean>()

/** Whether there may be one anywhere in it. Most answers have none, and are not looked through. */
function hasDoubles(shape: Shape): boolean {
  const told = known.get(shape)
  if (told !== undefined) return told
  const seen = new Set([shape])
  let found = false
  // Shapes may hold themselves.
  for (const next of seen) {
    found ||= next.kind === 'number' && next.whole !== true
    for (const within of parts(next)) seen.add(within)
  }
  known.set(shape, found)
  return found
}

function parts(shape: Shape): readonly Shape[] {
  if (shape.kind === 'list') return [shape.member]
  if (shape.kind === 'map') return [shape.value]
  return isStructure(shape) ? shape.members.map(member => member.shape) : []
}

function isStructure(shape: Shape): shape is StructureShape {
  return shape.kind === 'structure' || shape.kind === 'union'
}
