/**
 * The model of one AWS service, as kept in `data/`: what travels on the wire and how, and what the service demands of it.
 * A target is the name of a shape, or one of the built-in ones, which demand nothing but their type and begin with a colon:
 * `:string`, `:integer`, `:long`, `:float`, `:double`, `:boolean`, `:timestamp`, `:blob`, `:document`, `:unit`.
 */
export interface ServiceModel extends ServiceHead {
  operations: Record<string, OperationModel>
  shapes: Record<string, ShapeModel>
}

/** What tells one service from another; kept of all services in one small file. */
export interface ServiceHead {
  /** As Step Functions spells it in a Resource: `sfn`, `cloudwatchlogs`. */
  name: string
  /** As the SDK for Java v2 spells it, which is the prefix of its exceptions: `Sfn`, `CloudWatchLogs`. */
  prefix: string
  /** The service's name in the credential scope of a signature. Several services may share one. */
  scope: string
  /** First part of AWS's host name: `states` of `states.us-east-1.amazonaws.com`. */
  endpoint: string
  /** `aws-global` and the like where AWS has one address for all regions. */
  globalEndpoint?: string
  /** What the service speaks; the first one is what its current clients use. */
  protocols: Protocol[]
  /** API version, e.g. `2010-05-08`; tells query requests apart that nobody signed. */
  version: string
  /** What stands before the dot in X-Amz-Target. */
  targetPrefix?: string
  xmlNamespace?: string
  /** Spoke query once: errors carry their old code in `x-amzn-query-error`. */
  queryCompatible?: true
  /** How the service refuses input that its model forbids, where that is not what services of its protocol do. */
  refusal?: {
    /** Code of the refusal: `InvalidParameterException`. */
    code?: string
    /** Code and text where a required member is missing; `{member}` stands for its name. */
    missing?: { code: string; text: string }
  }
}

export type Protocol = 'awsJson1_0' | 'awsJson1_1' | 'awsQuery' | 'ec2Query' | 'restJson1' | 'restXml' | 'rpcv2Cbor'

export interface OperationModel {
  input: string
  output: string
  /** Method, URI template (labels are names of members) and status of success; REST only. */
  http?: [method: string, uri: string, status: number]
  errors?: string[]
  /** What the current clients put before the host: `sync-`; may hold labels. */
  hostPrefix?: string
  /** Element around the output in the query protocol: `UpdateRoleResult`. Present even when the output has no members. */
  wrapper?: string
  /** Element around the output in restXml, where it is not the shape's name. */
  outputElement?: string
  /** The output's only member stands in that element without one of its own. */
  unwrapped?: true
  /** Another operation has taken its place, perhaps at the same address. */
  deprecated?: true
  /** Element around the input in restXml, and its namespace. */
  inputElement?: string
  inputNamespace?: string
  /** Which members choose and carry checksums of the body. */
  checksum?: { required?: true; algorithm?: string; mode?: string }
  /** Nobody signs it. */
  unsigned?: true
  /** The body is not part of the signature. */
  unsignedPayload?: true
  /** Input or output is a stream of events. */
  eventStream?: true
}

export type ShapeModel = StructureModel | ListModel | MapModel | SimpleModel

export interface StructureModel {
  kind: 'structure' | 'union'
  members?: Record<string, MemberModel>
  required?: string[]
  sensitive?: true
  /** Whose fault this error is; present on error shapes only. */
  error?: 'client' | 'server'
  status?: number
  /** Code in the query protocol (and in `x-amzn-query-error`), where it differs from the shape's name. */
  queryCode?: string
  /** The members are kinds of events. */
  eventStream?: true
}

export interface ListModel {
  kind: 'list'
  member: MemberModel
  flattened?: true
  min?: number
  max?: number
  sensitive?: true
}

export interface MapModel {
  kind: 'map'
  key: MemberModel
  value: MemberModel
  flattened?: true
  min?: number
  max?: number
  sensitive?: true
}

/** A value with demands. Limits are lengths for text and blobs, values for numbers. */
export interface SimpleModel {
  kind: 'string' | 'integer' | 'long' | 'float' | 'double' | 'boolean' | 'timestamp' | 'blob'
  values?: string[]
  min?: number
  max?: number
  /** As AWS prints it; Java's dialect. */
  pattern?: string
  /** What AWS says instead when the pattern does not fit; `{member}` stands for the member's name. */
  patternText?: string
  /** The length is counted in bytes of UTF-8. */
  bytes?: true
  timestamp?: TimestampFormat
  sensitive?: true
  /** The body may be longer than memory. */
  streaming?: true
  /** A blob that is never text. */
  neverText?: true
}

export type TimestampFormat = 'iso8601' | 'unixTimestamp' | 'rfc822'

export type MemberModel = string | ({ target: string } & MemberTraits)

export interface MemberTraits {
  /** What the member is called on the wire, where that differs. */
  name?: string
  /** What ec2Query calls it, where that differs from `name` with a capital letter. */
  queryName?: string
  label?: true
  header?: string
  /** Every header that begins so is an entry of this map. */
  prefixHeaders?: string
  query?: string
  queryParams?: true
  responseCode?: true
  payload?: true
  streaming?: true
  flattened?: true
  /** XML: an attribute of its parent. */
  attribute?: true
  namespace?: { uri: string; prefix?: string }
  timestamp?: TimestampFormat
  idempotencyToken?: true
  sensitive?: true
  /** JSON text in a string, base64 where it is a header. */
  jsonValue?: true
  /** Part of the host name. */
  hostLabel?: true
  eventPayload?: true
  eventHeader?: true
}
