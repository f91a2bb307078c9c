import type { Match, ParsedRequest, ServerProtocol } from '../protocol/protocol.ts'
import { remembered } from '../signature/remembered.ts'
import { isVersion2 } from '../signature/version-2.ts'
import { chooseProtocol, guessProtocol } from './choose-protocol.ts'
import type { Desk, Desks } from './desk.ts'
import { isFormUpload } from './form-upload/is-form-upload.ts'

/** Whose a request is. */
export interface Claim {
  /** The service that it names, served or not; `undefined` when it names none. */
  scope: string | undefined
  desk: Desk | undefined
  protocol: ServerProtocol
}

/** Finds service and protocol; never throws. Of a form whose body is still on its way, the address alone counts. */
export function claim(parsed: ParsedRequest, desks: Desks): Claim {
  const scope = claimedScope(parsed, desks)
  const desk = scope === undefined ? undefined : desks.get(scope)
  return { scope, desk, protocol: desk ? chooseProtocol(desk.service.model.protocols, parsed) : guessProtocol(scope, parsed) }
}

/** The operation that a request names, as far as it is here. @throws SerializationError for an address that cannot be decoded */
export function claimedOperation({ desk, protocol }: Claim, parsed: ParsedRequest): Match | undefined {
  return desk && protocol.match(parsed, desk.service)
}

/** The scope of the signature, or what else tells the service when nobody signed. */
function claimedScope(parsed: ParsedRequest, desks: Desks): string | undefined {
  if (isFormUpload(parsed)) return 's3'
  const signed = scopeOfSignature(parsed)
  const target = prefixIn(parsed.request.headers['x-amz-target']) ?? /^\/service\/([^/]+)\//.exec(parsed.path)?.[1]
  if (signed !== undefined) return sharedScope(signed, target, parsed, desks) ?? signed
  const version = versionOf(parsed)
  // Links in messages of SNS name no version, on AWS neither.
  const linked = version === '' ? (parsed.query.get('Action') ?? undefined) : undefined
  for (const [scope, { service, unsigned }] of desks) {
    const isMeant = target === undefined ? version === service.model.version : target === service.model.targetPrefix
    if (isMeant || (linked !== undefined && unsigned.has(linked))) return scope
  }
  return target === undefined && version === undefined && desks.has('lambda') ? 'lambda' : undefined
}

/**
 * DynamoDB and its streams sign alike, REST and HTTP APIs of API Gateway too: the target, or else the address, tells which of the two is
 * meant.
 */
function sharedScope(signed: string, target: string | undefined, parsed: ParsedRequest, desks: Desks): string | undefined {
  for (const { name, service } of desks.sharing.get(signed) ?? []) {
    const { targetPrefix, protocols } = service.model
    const isMeant = target === undefined ? chooseProtocol(protocols, parsed).match(parsed, service) !== undefined : targetPrefix === target
    if (isMeant) return name
  }
  return undefined
}

function scopeOfSignature({ request, query }: ParsedRequest): string | undefined {
  if (request.headers['authorization'] === undefined && isVersion2(query)) return 's3'
  const credential = /Credential=([^,\s]*)/.exec(request.headers['authorization'] ?? '')?.[1] ?? query.get('X-Amz-Credential')
  return credential ? scopeIn(credential) : undefined
}

/** Clients name the same credential all day long. */
const scopeIn = remembered((credential): string | undefined => credential.split('/')[3])

/** `AWSStepFunctions` of `AWSStepFunctions.StartExecution`. */
function prefixIn(target: string | undefined): string | undefined {
  const dot = target?.indexOf('.') ?? -1
  return dot < 0 ? target : target!.slice(0, dot)
}

/** The API version of a query request; an empty one while the form that names it is still on its way. */
function versionOf(parsed: ParsedRequest): string | undefined {
  const isForm = parsed.query.has('Action') || parsed.request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  return isForm ? (parsed.form().get('Version') ?? '') : undefined
}
