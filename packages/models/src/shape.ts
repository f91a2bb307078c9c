import { sdkMemberName } from './client-name.ts'
import type {
  ListModel,
  MapModel,
  MemberModel,
  MemberTraits,
  ServiceModel,
  ShapeModel,
  SimpleModel,
  StructureModel,
  TimestampFormat,
} from './service-model.ts'

/** A shape with its targets resolved; what codecs and checks walk. */
export type Shape = SimpleShape | ListShape | MapShape | StructureShape

export interface SimpleShape extends Limits {
  kind: 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' | 'document'
  /** Numbers without a fraction. */
  whole?: true
  values?: readonly string[]
  pattern?: string
  patternText?: string
  bytes?: true
  timestamp?: TimestampFormat
  streaming?: true
  neverText?: true
}

/** Whether what is of this shape comes and goes as a stream: the body of an upload or a download. */
export function isStream(shape: Shape): boolean {
  return 'streaming' in shape && shape.streaming === true
}

/** Lengths of text (UTF-16 units), blobs (bytes), lists and maps; values of numbers. */
export interface Limits {
  min?: number
  max?: number
  sensitive?: true
}

export interface ListShape extends Limits {
  kind: 'list'
  name: string
  member: Shape
  /** The member's element in XML, and its part of a form key. */
  memberName: string
  flattened?: true
}

export interface MapShape extends Limits {
  kind: 'map'
  name: string
  key: Shape
  value: Shape
  keyName: string
  valueName: string
  flattened?: true
}

export interface StructureShape {
  kind: 'structure' | 'union'
  name: string
  members: readonly Member[]
  byName: ReadonlyMap<string, Member>
  sensitive?: true
  eventStream?: true
  /** Present on errors. */
  error?: { fault: 'client' | 'server'; status: number; queryCode: string }
}

export interface Member {
  name: string
  /** What it is called on the wire. */
  wireName: string
  /** What Step Functions' integrations call it. */
  sdkName: string
  shape: Shape
  required: boolean
  traits: MemberTraits
}

const unit: StructureShape = { kind: 'structure', name: 'Unit', members: [], byName: new Map() }

const builtIn: Record<string, Shape> = {
  ':string': { kind: 'string' },
  ':integer': { kind: 'number', whole: true },
  ':long': { kind: 'number', whole: true },
  ':float': { kind: 'number' },
  ':double': { kind: 'number' },
  ':boolean': { kind: 'boolean' },
  ':timestamp': { kind: 'timestamp' },
  ':blob': { kind: 'blob' },
  ':document': { kind: 'document' },
  ':unit': unit,
}

/** Resolves the shapes of a model one by one as they are asked for; shapes may refer to themselves. */
export function shapeResolver(model: ServiceModel): (target: string) => Shape {
  const resolved = new Map<string, Shape>(Object.entries(builtIn))

  function resolve(target: string): Shape {
    const known = resolved.get(target)
    if (known !== undefined) return known
    const shape = model.shapes[target]
    if (shape === undefined) throw new Error(`the model of ${model.name} has no shape ${target}`)
    return resolveNamed(target, shape)
  }

  function resolveNamed(name: string, shape: ShapeModel): Shape {
    switch (shape.kind) {
      case 'list': {
        const list = { ...listFrame(name, shape), member: unit as Shape }
        resolved.set(name, list)
        list.member = resolve(targetOf(shape.member))
        return list
      }
      case 'map': {
        const map = { ...mapFrame(name, shape), key: unit as Shape, value: unit as Shape }
        resolved.set(name, map)
        map.key = resolve(targetOf(shape.key))
        map.value = resolve(targetOf(shape.value))
        return map
      }
      case 'structure':
      case 'union': {
        const members: Member[] = []
        const structure = structureFrame(name, shape, members)
        resolved.set(name, structure)
        const required = new Set(shape.required)
        for (const [key, member] of Object.entries(shape.members ?? {})) {
          const entry = linkedMember(key, member, required.has(key), resolve(targetOf(member)))
          members.push(entry)
          ;(structure.byName as Map<string, Member>).set(key, entry)
        }
        return structure
      }
      default: {
        const simple = simpleShape(shape)
        resolved.set(name, simple)
        return simple
      }
    }
  }
  return resolve
}

function listFrame(name: string, { member, kind, ...rest }: ListModel): Omit<ListShape, 'member'> {
  return { kind, name, memberName: wireName(member, 'member'), ...rest }
}

function mapFrame(name: string, { key, value, kind, ...rest }: MapModel): Omit<MapShape, 'key' | 'value'> {
  return { kind, name, keyName: wireName(key, 'key'), valueName: wireName(value, 'value'), ...rest }
}

function structureFrame(name: string, model: StructureModel, members: Member[]): StructureShape {
  const error = model.error === undefined ? undefined : errorTraits(name, model)
  return {
    kind: model.kind,
    name,
    members,
    byName: new Map(),
    ...(error === undefined ? {} : { error }),
    ...(model.sensitive ? { sensitive: true as const } : {}),
    ...(model.eventStream ? { eventStream: true as const } : {}),
  }
}

function linkedMember(name: string, member: MemberModel, required: boolean, shape: Shape): Member {
  const { target: _target, ...traits } = typeof member === 'string' ? { target: member } : member
  let own = shape
  if (traits.timestamp !== undefined && shape.kind === 'timestamp') own = { ...shape, timestamp: traits.timestamp }
  if (traits.streaming && shape.kind === 'blob') own = { ...shape, streaming: true }
  return { name, wireName: traits.name ?? name, sdkName: sdkMemberName(name), shape: own, required, traits }
}

function simpleShape({ kind, ...rest }: SimpleModel): SimpleShape {
  switch (kind) {
    case 'integer':
    case 'long':
      return { kind: 'number', whole: true, ...rest }
    case 'float':
    case 'double':
      return { kind: 'number', ...rest }
    default:
      return { kind, ...rest }
  }
}

function wireName(member: MemberModel, standard: string): string {
  return typeof member === 'string' ? standard : (member.name ?? standard)
}

function targetOf(member: MemberModel): string {
  return typeof member === 'string' ? member : member.target
}

function errorTraits(name: string, model: StructureModel): NonNullable<StructureShape['error']> {
  const fault = model.error ?? 'client'
  return { fault, status: model.status ?? (fault === 'server' ? 500 : 400), queryCode: model.queryCode ?? name }
}
