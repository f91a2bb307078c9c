import { isJsonObject, type Json } from '@pasos/asl'
import { loadService, type Shape } from '@pasos/models'
import { ExtraneousKey } from '../resources/resource-type.ts'

/** A template's value as an operation takes it: parameters are texts, whatever they stand for. @throws ExtraneousKey */
export function fitInput(scope: string, operation: string, input: object): Record<string, unknown> {
  const shape = loadService(scope).operation(operation)?.input
  return (shape === undefined ? input : fitted(shape, input as Json, '#')) as Record<string, unknown>
}

function fitted(shape: Shape, value: unknown, place: string): unknown {
  if (value === null || value === undefined || value instanceof Uint8Array || value instanceof Date) return value
  switch (shape.kind) {
    case 'list':
      return (Array.isArray(value) ? value : [value]).map((item, at) => fitted(shape.member, item, `${place}/${at}`))
    case 'map':
      return mapped(value, (member, name) => fitted(shape.value, member, `${place}/${name}`))
    case 'structure':
    case 'union':
      return mapped(value, (member, name) => {
        const known = shape.byName.get(name)
        if (known === undefined) throw new ExtraneousKey(place, name)
        return fitted(known.shape, member, `${place}/${name}`)
      })
    case 'number':
      return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
    default:
      return value
  }
}

function mapped(value: unknown, fit: (member: unknown, name: string) => unknown): unknown {
  if (!isJsonObject(value as Json)) return value
  const members = Object.entries(value as object).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [name, fit(member, name)]))
}
