import type { MemberModel, MemberTraits, OperationModel, Protocol, ServiceModel, ShapeModel } from '../model/service-model.ts'

/**
 * Turns the run-time schemas of one `@aws-sdk/client-*` package into a {@link ServiceModel}, plain JSON.
 *
 * The schemas are tuples whose first element names their kind: 0 simple, 1 list, 2 map, 3 structure, 4 union, -3 error, 9 operation.
 * They are no public API of the SDK, so nothing outside this folder knows them, and the models are kept in git:
 * the server starts without loading any client (336 ms and 27 MB for the six of them), and an upgrade shows as a diff.
 */
export interface ExtractSource {
  scope: string
  protocols: Protocol[]
  /** Everything the package exports. */
  exports: Record<string, unknown>
  settings: { version: string; serviceTarget: string; xmlNamespace?: string }
}

type Tuple = readonly [number, string, string, ...unknown[]]
type Reference = unknown

const bitTraits = ['httpLabel', 'idempotent', 'idempotencyToken', 'sensitive', 'httpPayload', 'httpResponseCode', 'httpQueryParams']

const simpleTargets: Record<number, string> = {
  0: ':string',
  1: ':number',
  2: ':boolean',
  4: ':timestamp',
  15: ':document',
  17: ':number',
  19: ':number',
  21: ':blob',
  42: ':blob',
}

export function extractModel(source: ExtractSource): ServiceModel {
  const shapes: Record<string, ShapeModel> = {}
  const operations: Record<string, OperationModel> = {}

  const targetOf = (reference: Reference): { target: string; traits: Record<string, unknown> } => {
    const value = typeof reference === 'function' ? reference() : reference
    if (value === 'unit') return { target: ':unit', traits: {} }
    if (typeof value === 'number') return { target: simpleTarget(value), traits: {} }
    if (!Array.isArray(value)) throw new Error(`unknown schema ${String(value)}`)
    // A member is a pair of schema and traits; everything else is longer.
    if (value.length === 2) {
      const inner = targetOf(value[0])
      return { target: inner.target, traits: { ...inner.traits, ...traitsOf(value[1]) } }
    }
    const tuple = value as unknown as Tuple
    if (tuple[0] === 0) return { target: simpleTarget(tuple[4] as number), traits: traitsOf(tuple[3]) }
    const name = tuple[2]
    if (!Object.hasOwn(shapes, name)) addShape(name, tuple)
    return { target: name, traits: {} }
  }

  const member = (reference: Reference): MemberModel => {
    const { target, traits } = targetOf(reference)
    const kept = memberTraits(traits, source.protocols)
    return Object.keys(kept).length === 0 ? target : { target, ...kept }
  }

  const addShape = (name: string, tuple: Tuple) => {
    const shape: ShapeModel = { kind: 'structure' }
    shapes[name] = shape
    switch (tuple[0]) {
      case 1:
        shape.kind = 'list'
        shape.member = member(tuple[4])
        return
      case 2:
        shape.kind = 'map'
        shape.key = member(tuple[4])
        shape.value = member(tuple[5])
        return
      default: {
        if (tuple[0] === 4) shape.kind = 'union'
        if (tuple[0] === -3) Object.assign(shape, errorTraits(tuple))
        const names = tuple[4] as string[]
        const references = tuple[5] as Reference[]
        if (names.length > 0) shape.members = Object.fromEntries(names.map((key, index) => [key, member(references[index])]))
        if (typeof tuple[6] === 'number' && tuple[6] > 0) shape.required = tuple[6]
      }
    }
  }

  for (const [exported, value] of Object.entries(source.exports)) {
    if (!exported.endsWith('$') || !Array.isArray(value)) continue
    const tuple = value as unknown as Tuple
    if (tuple[0] === 9) operations[tuple[2]] = operationOf(tuple, reference => targetOf(reference).target)
    // The client's own base exception is not part of the service's model.
    if (tuple[0] === -3 && !tuple[1].startsWith('smithy.ts.sdk.synthetic')) targetOf(tuple)
  }
  return {
    scope: source.scope,
    protocols: source.protocols,
    version: source.settings.version,
    targetPrefix: source.settings.serviceTarget,
    ...(source.settings.xmlNamespace === undefined ? {} : { xmlNamespace: source.settings.xmlNamespace }),
    operations: sorted(operations),
    shapes: sorted(shapes),
  }
}

function simpleTarget(sentinel: number): string {
  if (sentinel >= 128) return `:map${simpleTarget(sentinel & 63)}`
  if (sentinel >= 64) return `:list${simpleTarget(sentinel & 63)}`
  const target = simpleTargets[sentinel]
  if (target === undefined) throw new Error(`unknown simple schema ${sentinel}`)
  return target
}

function traitsOf(indicator: unknown): Record<string, unknown> {
  if (typeof indicator === 'object' && indicator !== null) return indicator as Record<string, unknown>
  const bits = Number(indicator)
  return Object.fromEntries(bitTraits.filter((_, index) => ((bits >> index) & 1) === 1).map(name => [name, 1]))
}

/** Fails on a trait that the codecs do not know (xmlFlattened, jsonName …), lest an upgrade change the wire silently. */
function memberTraits(traits: Record<string, unknown>, protocols: readonly Protocol[]): MemberTraits {
  const kept: MemberTraits = {}
  for (const [trait, value] of Object.entries(traits)) {
    switch (trait) {
      case 'httpLabel':
        kept.label = true
        break
      case 'httpPayload':
        kept.payload = true
        break
      case 'httpResponseCode':
        kept.responseCode = true
        break
      case 'httpQueryParams':
        kept.queryParams = true
        break
      case 'idempotencyToken':
        kept.idempotencyToken = true
        break
      case 'sensitive':
        kept.sensitive = true
        break
      case 'httpHeader':
        kept.header = String(value)
        break
      case 'httpQuery':
        kept.query = String(value)
        break
      // Event streams are not served.
      case 'streaming':
      case 'eventPayload':
        break
      default:
        // Lambda's model has an xmlName, for which JSON has no use.
        if (trait !== 'xmlName' || protocols.includes('awsQuery')) throw new Error(`unknown trait ${trait}`)
    }
  }
  return kept
}

function errorTraits(tuple: Tuple): Partial<ShapeModel> {
  const traits = traitsOf(tuple[3])
  const status = traits['httpError']
  const query = traits['awsQueryError'] as [string, number] | undefined
  return {
    error: traits['error'] === 'server' ? 'server' : 'client',
    ...(typeof status === 'number' ? { status } : {}),
    ...(query === undefined ? {} : { queryCode: query[0], queryStatus: query[1] }),
  }
}

function operationOf(tuple: Tuple, target: (reference: Reference) => string): OperationModel {
  const traits = traitsOf(tuple[3])
  const http = traits['http'] as [string, string, number] | undefined
  return {
    input: target(tuple[4]),
    output: target(tuple[5]),
    ...(http === undefined ? {} : { http }),
  }
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
}
