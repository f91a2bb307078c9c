import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** A service model as botocore publishes it, as far as it is read here. */
export interface SourceModel {
  metadata: {
    serviceId: string
    apiVersion: string
    endpointPrefix: string
    signingName?: string
    globalEndpoint?: string
    protocol: string
    protocols?: string[]
    jsonVersion?: string
    targetPrefix?: string
    xmlNamespace?: string
    awsQueryCompatible?: object
  }
  operations: Record<string, SourceOperation>
  shapes: Record<string, SourceShape>
}

export interface SourceOperation {
  http: { method: string; requestUri: string; responseCode?: number }
  input?: { shape: string; locationName?: string; xmlNamespace?: { uri: string } }
  output?: { shape: string; resultWrapper?: string }
  errors?: { shape: string }[]
  endpoint?: { hostPrefix?: string }
  httpChecksum?: { requestChecksumRequired?: boolean; requestAlgorithmMember?: string; requestValidationModeMember?: string }
  httpChecksumRequired?: boolean
  authtype?: string
  auth?: string[]
  unsignedPayload?: boolean
  deprecated?: boolean
}

export interface SourceMember {
  shape: string
  location?: 'uri' | 'header' | 'headers' | 'querystring' | 'statusCode'
  locationName?: string
  queryName?: string
  idempotencyToken?: boolean
  hostLabel?: boolean
  xmlNamespace?: { uri: string; prefix?: string }
  jsonvalue?: boolean
  flattened?: boolean
  eventpayload?: boolean
  eventheader?: boolean
  streaming?: boolean
  xmlAttribute?: boolean
  timestampFormat?: string
}

export interface SourceShape {
  type: string
  members?: Record<string, SourceMember>
  required?: string[]
  payload?: string
  member?: SourceMember
  key?: SourceMember
  value?: SourceMember
  enum?: string[]
  min?: number
  max?: number
  pattern?: string
  sensitive?: boolean
  flattened?: boolean
  union?: boolean
  document?: boolean
  eventstream?: boolean
  exception?: boolean
  fault?: boolean
  error?: { code?: string; httpStatusCode?: number; senderFault?: boolean }
  timestampFormat?: string
  streaming?: boolean
}

/** The folders of botocore's `data` that hold a service. */
export function sourceFolders(data: string): string[] {
  return readdirSync(data, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .toSorted()
}

/** The newest version of a service's model. */
export function readSource(folder: string): SourceModel {
  const version = readdirSync(folder).toSorted().at(-1)!
  const plain = join(folder, version, 'service-2.json')
  const text = existsSync(plain) ? readFileSync(plain) : gunzipSync(readFileSync(`${plain}.gz`))
  return JSON.parse(text.toString('utf8')) as SourceModel
}
