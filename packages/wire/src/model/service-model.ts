/**
 * The model of one AWS service as kept in `*.json` beside this file: what travels on the wire, and how.
 * A target is the name of a shape, or one of the built-in ones, which begin with a colon:
 * `:string`, `:number`, `:boolean`, `:timestamp`, `:blob`, `:document`, `:unit`, and `:list:string` or `:map:string` made of them.
 */
export interface ServiceModel {
  /** The service's name in the credential scope of a signature. */
  scope: string
  /** What the service speaks; the first one is what its current clients use. */
  protocols: Protocol[]
  /** API version, e.g. `2010-05-08`; tells query requests apart that nobody signed. */
  version: string
  /** What stands before the dot in X-Amz-Target. */
  targetPrefix: string
  xmlNamespace?: string
  operations: Record<string, OperationModel>
  shapes: Record<string, ShapeModel>
}

export type Protocol = 'awsJson1_0' | 'awsJson1_1' | 'awsQuery' | 'restJson1' | 'rpcv2Cbor'

export interface OperationModel {
  input: string
  output: string
  /** Method, URI template and status of success. */
  http?: [method: string, uri: string, status: number]
}

export interface ShapeModel {
  kind: 'structure' | 'union' | 'list' | 'map'
  members?: Record<string, MemberModel>
  /** The first so many members are required. */
  required?: number
  member?: MemberModel
  key?: MemberModel
  value?: MemberModel
  /** Whose fault this error is; present on error shapes only. */
  error?: 'client' | 'server'
  status?: number
  /** Code and status in the query protocol, where they differ from the shape's. */
  queryCode?: string
  queryStatus?: number
}

export type MemberModel = string | ({ target: string } & MemberTraits)

export interface MemberTraits {
  label?: true
  payload?: true
  responseCode?: true
  queryParams?: true
  idempotencyToken?: true
  sensitive?: true
  header?: string
  query?: string
}
