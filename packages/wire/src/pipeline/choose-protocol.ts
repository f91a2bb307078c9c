import { findService, type Protocol } from '@pasos/models'
import { awsJson } from '../protocol/aws-json/server.ts'
import { awsQuery } from '../protocol/aws-query/server.ts'
import { ec2Query } from '../protocol/ec2-query/server.ts'
import type { ParsedRequest, ServerProtocol } from '../protocol/protocol.ts'
import { restJson } from '../protocol/rest-json/server.ts'
import { restXml } from '../protocol/rest-xml/server.ts'
import { rpcCbor } from '../protocol/rpc-cbor/server.ts'

const awsJson10 = awsJson('1.0')
const awsJson11 = awsJson('1.1')

/** The protocol a request for this service is in. Where a service speaks several, the request's form tells. */
export function chooseProtocol(protocols: readonly Protocol[], parsed: ParsedRequest): ServerProtocol {
  if (protocols.length === 1) return protocolOf(protocols[0]!)
  const form = formOf(parsed)
  return protocolOf(protocols.find(protocol => matchesForm(protocol, form)) ?? protocols[0]!)
}

/** The protocol to answer in when the service is not served: its own where its name is known, else what the request looks like. */
export function guessProtocol(scope: string | undefined, parsed: ParsedRequest): ServerProtocol {
  const head = scope === undefined ? undefined : findService(scope)
  if (head !== undefined) return chooseProtocol(head.protocols, parsed)
  switch (formOf(parsed)) {
    case 'cbor':
      return rpcCbor
    case 'target':
      return parsed.request.headers['content-type']?.includes('json-1.1') ? awsJson11 : awsJson10
    case 'action':
      return awsQuery
    case 'address':
      return restJson
  }
}

type Form = 'cbor' | 'target' | 'action' | 'address'

function formOf({ request, path, query }: ParsedRequest): Form {
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor' || path.startsWith('/service/')) return 'cbor'
  if (request.headers['x-amz-target'] !== undefined) return 'target'
  if (query.has('Action') || request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return 'action'
  return 'address'
}

function matchesForm(protocol: Protocol, form: Form): boolean {
  switch (protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1':
      return form === 'target'
    case 'awsQuery':
    case 'ec2Query':
      return form === 'action'
    case 'rpcv2Cbor':
      return form === 'cbor'
    case 'restJson1':
    case 'restXml':
      return form === 'address'
  }
}

function protocolOf(protocol: Protocol): ServerProtocol {
  switch (protocol) {
    case 'awsJson1_0':
      return awsJson10
    case 'awsJson1_1':
      return awsJson11
    case 'awsQuery':
      return awsQuery
    case 'restJson1':
      return restJson
    case 'rpcv2Cbor':
      return rpcCbor
    case 'restXml':
      return restXml
    case 'ec2Query':
      return ec2Query
  }
}
