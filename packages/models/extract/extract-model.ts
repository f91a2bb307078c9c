import { clientName } from '../src/client-name.ts'
import type {
  MemberModel,
  MemberTraits,
  OperationModel,
  Protocol,
  ServiceHead,
  ServiceModel,
  ShapeModel,
  SimpleModel,
  TimestampFormat,
} from '../src/service-model.ts'
import type { SourceMember, SourceModel, SourceOperation, SourceShape } from './botocore.ts'

/** Turns one of botocore's models into ours: only what travels and what is demanded, no documentation, no endpoints. */
export function extractModel(source: SourceModel): ServiceModel {
  const protocols = protocolsOf(source)
  const shapes: Record<string, ShapeModel> = {}
  const target = shapeCollector(source, shapes)
  const operations: Record<string, OperationModel> = {}
  for (const [name, operation] of Object.entries(source.operations)) operations[name] = operationOf(operation, source, protocols, target)
  for (const [name, shape] of Object.entries(source.shapes)) if (shape.exception) target(name)
  return { ...headOf(source, protocols), operations: sorted(operations), shapes: sorted(shapes) }
}

function headOf({ metadata }: SourceModel, protocols: Protocol[]): ServiceHead {
  const prefix = clientName(metadata.serviceId)
  return {
    name: prefix.toLowerCase(),
    prefix,
    scope: metadata.signingName ?? metadata.endpointPrefix,
    endpoint: metadata.endpointPrefix,
    ...(metadata.globalEndpoint === undefined ? {} : { globalEndpoint: metadata.globalEndpoint }),
    protocols,
    version: metadata.apiVersion,
    ...(metadata.targetPrefix === undefined ? {} : { targetPrefix: metadata.targetPrefix }),
    ...(metadata.xmlNamespace === undefined ? {} : { xmlNamespace: metadata.xmlNamespace }),
    ...(metadata.awsQueryCompatible === undefined ? {} : { queryCompatible: true as const }),
  }
}

const protocolNames: Record<string, Protocol> = {
  query: 'awsQuery',
  ec2: 'ec2Query',
  'rest-json': 'restJson1',
  'rest-xml': 'restXml',
  'smithy-rpc-v2-cbor': 'rpcv2Cbor',
}

function protocolsOf({ metadata }: SourceModel): Protocol[] {
  const json = metadata.jsonVersion === '1.1' ? 'awsJson1_1' : 'awsJson1_0'
  const names = new Set([metadata.protocol, ...(metadata.protocols ?? [])])
  return [...names].map(name => (name === 'json' ? json : protocolNames[name]!))
}

type Collector = (name: string) => string

/** Adds the shapes that are asked for, and answers their targets: shapes that demand nothing become built-in ones. */
function shapeCollector(source: SourceModel, shapes: Record<string, ShapeModel>): Collector {
  return function target(name) {
    const shape = source.shapes[name]!
    if (shape.document) return ':document'
    const model = simpleModel(shape)
    if (model !== undefined && Object.keys(model).length === 1) return `:${model.kind}`
    if (Object.hasOwn(shapes, name)) return name
    // Entered before its members, since shapes may contain themselves.
    shapes[name] = { kind: 'structure' }
    shapes[name] = model ?? compoundModel(name, shape, target)
    return name
  }
}

function operationOf(operation: SourceOperation, source: SourceModel, protocols: Protocol[], target: Collector): OperationModel {
  const { http, input, output, errors = [], endpoint } = operation
  const isRest = protocols.some(protocol => protocol === 'restJson1' || protocol === 'restXml')
  const isXml = protocols.includes('restXml')
  const checksum = checksumOf(operation)
  return {
    input: input === undefined ? ':unit' : target(input.shape),
    output: output === undefined ? ':unit' : target(output.shape),
    ...(isRest ? { http: [http.method, routeOf(http.requestUri, input?.shape, source), http.responseCode ?? 200] } : {}),
    ...(errors.length === 0 ? {} : { errors: errors.map(error => target(error.shape)) }),
    ...(endpoint?.hostPrefix === undefined ? {} : { hostPrefix: endpoint.hostPrefix }),
    ...(output?.resultWrapper === undefined ? {} : { wrapper: output.resultWrapper }),
    ...(isXml && input?.locationName !== undefined ? { inputElement: input.locationName } : {}),
    ...(isXml && input?.xmlNamespace !== undefined ? { inputNamespace: input.xmlNamespace.uri } : {}),
    ...(checksum === undefined ? {} : { checksum }),
    ...(operation.authtype === 'none' || operation.auth?.includes('smithy.api#noAuth') ? { unsigned: true as const } : {}),
    ...(operation.deprecated ? { deprecated: true as const } : {}),
    ...(operation.unsignedPayload ? { unsignedPayload: true as const } : {}),
    ...(hasEventStream(input?.shape, source) || hasEventStream(output?.shape, source) ? { eventStream: true as const } : {}),
  }
}

/** The template with the names of members as its labels, where the model calls them otherwise. */
function routeOf(uri: string, input: string | undefined, source: SourceModel): string {
  const labels = new Map<string, string>()
  for (const [name, member] of Object.entries(source.shapes[input ?? '']?.members ?? {})) {
    if (member.location === 'uri') labels.set(member.locationName ?? name, name)
  }
  return uri.replaceAll(/\{([^}+]+)(\+?)\}/g, (_, label: string, greedy: string) => `{${labels.get(label) ?? label}${greedy}}`)
}

function checksumOf({ httpChecksum, httpChecksumRequired }: SourceOperation): OperationModel['checksum'] {
  if (httpChecksum === undefined && !httpChecksumRequired) return undefined
  return {
    ...(httpChecksumRequired || httpChecksum?.requestChecksumRequired ? { required: true as const } : {}),
    ...(httpChecksum?.requestAlgorithmMember === undefined ? {} : { algorithm: httpChecksum.requestAlgorithmMember }),
    ...(httpChecksum?.requestValidationModeMember === undefined ? {} : { mode: httpChecksum.requestValidationModeMember }),
  }
}

function hasEventStream(name: string | undefined, source: SourceModel): boolean {
  return Object.values(source.shapes[name ?? '']?.members ?? {}).some(member => source.shapes[member.shape]?.eventstream)
}

const simpleKinds: Record<string, SimpleModel['kind']> = {
  ...{ string: 'string', character: 'string', integer: 'integer', long: 'long', float: 'float', double: 'double' },
  ...{ boolean: 'boolean', timestamp: 'timestamp', blob: 'blob', bigdecimal: 'double', biginteger: 'long' },
}

function simpleModel(shape: SourceShape): SimpleModel | undefined {
  const kind = simpleKinds[shape.type]
  if (kind === undefined) return undefined
  return {
    kind,
    ...(shape.enum === undefined ? {} : { values: shape.enum }),
    // Some models give `min: 0` to lengths, which demands nothing.
    ...limits(shape, kind === 'string' || kind === 'blob'),
    ...(shape.pattern === undefined ? {} : { pattern: shape.pattern }),
    ...(shape.timestampFormat === undefined ? {} : { timestamp: shape.timestampFormat as TimestampFormat }),
    ...(shape.sensitive ? { sensitive: true as const } : {}),
    ...(shape.streaming ? { streaming: true as const } : {}),
  }
}

function limits({ min, max }: SourceShape, isLength: boolean): { min?: number; max?: number } {
  return { ...(min === undefined || (isLength && min === 0) ? {} : { min }), ...(max === undefined ? {} : { max }) }
}

function compoundModel(name: string, shape: SourceShape, target: Collector): ShapeModel {
  const common = { ...limits(shape, true), ...(shape.sensitive ? { sensitive: true as const } : {}) }
  switch (shape.type) {
    case 'list':
      return { kind: 'list', member: memberOf(shape.member!, 'member', false, target), ...flattened(shape), ...common }
    case 'map': {
      const key = memberOf(shape.key!, 'key', false, target)
      const value = memberOf(shape.value!, 'value', false, target)
      return { kind: 'map', key, value, ...flattened(shape), ...common }
    }
    case 'structure': {
      const members = Object.entries(shape.members ?? {}).map(([key, member]) => [
        key,
        memberOf(member, key, shape.payload === key, target),
      ])
      const required = (shape.required ?? []).filter(key => Object.hasOwn(shape.members ?? {}, key))
      return {
        kind: shape.union ? 'union' : 'structure',
        ...(members.length === 0 ? {} : { members: Object.fromEntries(members) }),
        ...(required.length === 0 ? {} : { required }),
        ...(shape.sensitive ? { sensitive: true as const } : {}),
        ...(shape.exception ? errorTraits(name, shape) : {}),
        ...(shape.eventstream ? { eventStream: true as const } : {}),
      }
    }
    default:
      throw new Error(`${name} is of unknown type ${shape.type}`)
  }
}

function flattened(shape: { flattened?: boolean }): { flattened?: true } {
  return shape.flattened ? { flattened: true } : {}
}

function errorTraits(name: string, { error, fault }: SourceShape): { error: 'client' | 'server'; status?: number; queryCode?: string } {
  const isServers = fault === true || (error?.httpStatusCode ?? 400) >= 500
  return {
    error: isServers ? 'server' : 'client',
    ...(error?.httpStatusCode === undefined ? {} : { status: error.httpStatusCode }),
    ...(error?.code === undefined || error.code === name ? {} : { queryCode: error.code }),
  }
}

function memberOf(member: SourceMember, name: string, isPayload: boolean, target: Collector): MemberModel {
  const traits = memberTraits(member, name, isPayload)
  return Object.keys(traits).length === 0 ? target(member.shape) : { target: target(member.shape), ...traits }
}

function memberTraits(member: SourceMember, name: string, isPayload: boolean): MemberTraits {
  const { locationName, queryName, xmlNamespace, timestampFormat } = member
  return {
    ...locationTraits(member, name),
    ...(member.location === undefined && locationName !== undefined && locationName !== name ? { name: locationName } : {}),
    ...(queryName === undefined ? {} : { queryName }),
    ...(isPayload ? { payload: true as const } : {}),
    ...(member.streaming ? { streaming: true as const } : {}),
    ...flattened(member),
    ...(member.xmlAttribute ? { attribute: true as const } : {}),
    ...(xmlNamespace === undefined ? {} : { namespace: namespaceOf(xmlNamespace) }),
    ...(timestampFormat === undefined ? {} : { timestamp: timestampFormat as TimestampFormat }),
    ...(member.idempotencyToken ? { idempotencyToken: true as const } : {}),
    ...(member.jsonvalue ? { jsonValue: true as const } : {}),
    ...(member.hostLabel ? { hostLabel: true as const } : {}),
    ...(member.eventpayload ? { eventPayload: true as const } : {}),
    ...(member.eventheader ? { eventHeader: true as const } : {}),
  }
}

function namespaceOf({ uri, prefix }: { uri: string; prefix?: string }): { uri: string; prefix?: string } {
  return prefix === undefined ? { uri } : { uri, prefix }
}

function locationTraits({ location, locationName }: SourceMember, name: string): MemberTraits {
  switch (location) {
    case 'uri':
      return { label: true }
    case 'header':
      return { header: locationName ?? name }
    case 'headers':
      return { prefixHeaders: locationName ?? '' }
    case 'statusCode':
      return { responseCode: true }
    case 'querystring':
      // A map in the query carries whatever the other members leave.
      return locationName === undefined ? { queryParams: true } : { query: locationName ?? name }
    default:
      return {}
  }
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
}
