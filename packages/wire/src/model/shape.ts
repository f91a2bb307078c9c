import type { MemberModel, MemberTraits, ServiceModel, ShapeModel } from './service-model.ts'

/** A shape with its targets resolved; what the codecs walk. */
export type Shape = { kind: 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' | 'document' } | ListShape | MapShape | StructureShape

export interface ListShape {
  kind: 'list'
  member: Shape
}

export interface MapShape {
  kind: 'map'
  value: Shape
}

export interface StructureShape {
  kind: 'structure' | 'union'
  name: string
  members: readonly Member[]
  byName: ReadonlyMap<string, Member>
  /** Present on errors. */
  error?: { fault: 'client' | 'server'; status: number; queryCode: string; queryStatus: number }
}

export interface Member {
  name: string
  shape: Shape
  required: boolean
  traits: MemberTraits
}

const simple: Record<string, Shape> = {
  ':string': { kind: 'string' },
  ':number': { kind: 'number' },
  ':boolean': { kind: 'boolean' },
  ':timestamp': { kind: 'timestamp' },
  ':blob': { kind: 'blob' },
  ':document': { kind: 'document' },
  ':unit': { kind: 'structure', name: 'Unit', members: [], byName: new Map() },
}

/** Resolves the shapes of a model one by one as they are asked for; shapes may refer to themselves. */
export function shapeResolver(model: ServiceModel): (target: string) => Shape {
  const resolved = new Map<string, Shape>(Object.entries(simple))

  function resolve(target: string): Shape {
    const known = resolved.get(target)
    if (known !== undefined) return known
    if (target.startsWith(':list')) return remember(target, { kind: 'list', member: resolve(target.slice(5)) })
    if (target.startsWith(':map')) return remember(target, { kind: 'map', value: resolve(target.slice(4)) })
    const shape = model.shapes[target]
    if (shape === undefined) throw new Error(`the model of ${model.scope} has no shape ${target}`)
    return resolveNamed(target, shape)
  }

  function remember(target: string, shape: Shape): Shape {
    resolved.set(target, shape)
    return shape
  }

  function resolveNamed(name: string, model: ShapeModel): Shape {
    switch (model.kind) {
      case 'list': {
        const list = { kind: 'list' as const } as ListShape
        resolved.set(name, list)
        list.member = resolve(targetOf(model.member))
        return list
      }
      case 'map': {
        const map = { kind: 'map' as const } as MapShape
        resolved.set(name, map)
        map.value = resolve(targetOf(model.value))
        return map
      }
      case 'structure':
      case 'union': {
        const members: Member[] = []
        const byName = new Map<string, Member>()
        const error = model.error && errorTraits(name, model)
        resolved.set(name, { kind: model.kind, name, members, byName, ...(error === undefined ? {} : { error }) })
        for (const [key, member] of Object.entries(model.members ?? {})) {
          const traits = typeof member === 'string' ? {} : member
          const entry = { name: key, shape: resolve(targetOf(member)), required: members.length < (model.required ?? 0), traits }
          members.push(entry)
          byName.set(key, entry)
        }
        return resolved.get(name)!
      }
    }
  }
  return resolve
}

function targetOf(member: MemberModel | undefined): string {
  if (member === undefined) throw new Error('a list or map without a member')
  return typeof member === 'string' ? member : member.target
}

function errorTraits(name: string, model: ShapeModel): NonNullable<StructureShape['error']> {
  const fault = model.error ?? 'client'
  const status = model.status ?? (fault === 'server' ? 500 : 400)
  return { fault, status, queryCode: model.queryCode ?? name, queryStatus: model.queryStatus ?? status }
}
