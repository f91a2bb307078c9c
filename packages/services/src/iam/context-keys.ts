import type { Catalog } from '@pasos/engine'
import type { Caller, OperationContext } from '@pasos/wire'
import type { CredentialStore, TemporaryCredential } from '../sts/credential-store.ts'
import { isFederatedArn } from '../sts/federated-arn.ts'
import { globalService } from './policy/principal.ts'
import type { ContextValues } from './policy/request-context.ts'
import { findRoleByArn, parseRoleArn, type RoleRecord } from './role-record.ts'
import { findUserByArn, isUserArn, type UserRecord } from './users/user-record.ts'

/*
 * AWS's global condition keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html. A key that is not
 * here is in no request: there are no organizations, no VPC endpoints and no second factors. `docs/reference/condition-keys.md` shows them.
 */

/** What a policy is told of every call. `owner` is the account of a resource whose ARN names none; `now` is epoch milliseconds. */
export function callKeys(now: number, resource: string, owner?: string): ContextValues {
  return {
    ...timeKeys(now),
    'aws:ResourceAccount': accountOf(resource) ?? owner,
    'aws:RequestedRegion': resource.split(':')[3] || undefined,
  }
}

function timeKeys(now: number): ContextValues {
  return { 'aws:CurrentTime': new Date(now).toISOString(), 'aws:EpochTime': String(Math.floor(now / 1000)) }
}

/** Of what the server does itself, as a role that it has assumed: nothing of it goes over a network. */
export const insideKeys: ContextValues = {
  ...{ 'aws:SecureTransport': 'true', 'aws:ViaAWSService': 'false', 'aws:PrincipalIsAWSService': 'false' },
}

/** Of a service that acts in its own name. */
export function serviceKeys(now: number, service: string): ContextValues {
  const name = globalService(service)
  return {
    ...{ ...timeKeys(now), ...insideKeys, 'aws:PrincipalIsAWSService': 'true' },
    ...{ 'aws:PrincipalServiceName': name, 'aws:PrincipalServiceNamesList': [name] },
  }
}

/** Of whoever sends an anonymous request to an address that is open to everybody. */
export function anonymousKeys(now: number, resource: string, arrival: OperationContext['arrival']): ContextValues {
  return { ...callKeys(now, resource), ...arrivalKeys({ arrival }), 'aws:PrincipalType': 'Anonymous' }
}

/** Of how a call came, and through which services. */
export function arrivalKeys({
  arrival,
  calledVia = [],
}: {
  arrival?: OperationContext['arrival'] | undefined
  calledVia?: readonly string[] | undefined
}): ContextValues {
  return {
    ...insideKeys,
    'aws:SecureTransport': String(arrival?.isSecure ?? true),
    'aws:ViaAWSService': String(calledVia.length > 0),
    ...(calledVia.length > 0 && {
      ...{ 'aws:CalledVia': calledVia, 'aws:CalledViaFirst': calledVia[0], 'aws:CalledViaLast': calledVia.at(-1) },
    }),
    // AWS: a service that calls for its caller hides whence that one came.
    ...(calledVia.length === 0 && { 'aws:SourceIp': arrival?.sourceIp }),
    ...{ 'aws:UserAgent': arrival?.userAgent, 'aws:Referer': arrival?.referer },
  }
}

/** A call that the asked service makes of another one for its caller. */
export function throughItsService(context: OperationContext): OperationContext {
  return { ...context, calledVia: [...(context.calledVia ?? []), `${context.service}.amazonaws.com`] }
}

/** Everything that a policy may know of who calls and how. */
export function callerKeys(
  { catalog, credentials }: { catalog: Catalog; credentials: Pick<CredentialStore, 'session'> },
  context: Pick<OperationContext, 'caller' | 'region' | 'arrival' | 'calledVia'>,
): ContextValues {
  const { caller, region } = context
  const holder = findRoleByArn(catalog, caller.arn) ?? findUserByArn(catalog, caller.arn)
  return {
    ...arrivalKeys(context),
    ...(holder === undefined ? {} : holderKeys(holder)),
    ...{
      'aws:PrincipalArn': holder?.arn ?? caller.arn,
      'aws:PrincipalAccount': caller.accountId,
      'aws:PrincipalType': principalType(caller),
    },
    ...{ 'aws:userid': caller.userId, 'aws:RequestedRegion': region },
    ...sessionKeys(credentials.session(caller.accessKeyId)),
  }
}

function principalType({ arn }: Caller): string {
  if (parseRoleArn(arn) !== undefined) return 'AssumedRole'
  if (isUserArn(arn)) return 'User'
  return isFederatedArn(arn) ? 'FederatedUser' : 'Account'
}

/** Of a role or user, whoever has it on. */
export function holderKeys(holder: RoleRecord | UserRecord): ContextValues {
  return {
    'aws:PrincipalArn': holder.arn,
    'aws:PrincipalAccount': holder.accountId,
    'aws:PrincipalType': 'roleId' in holder ? 'AssumedRole' : 'User',
    ...('roleId' in holder ? {} : { 'aws:username': holder.userName }),
    ...Object.fromEntries(holder.tags.map(({ Key, Value }) => [`aws:PrincipalTag/${Key}`, Value])),
  }
}

/** Of temporary credentials: tags of the session take the place of the role's. */
function sessionKeys(session: TemporaryCredential | undefined): ContextValues {
  if (session === undefined) return {}
  const { conditionKeys, sessionTags, sourceIdentity, issuedAt } = session
  return {
    ...conditionKeys,
    ...Object.fromEntries(sessionTags.map(({ Key, Value }) => [`aws:PrincipalTag/${Key}`, Value])),
    ...{ 'aws:SourceIdentity': sourceIdentity, 'aws:MultiFactorAuthPresent': 'false' },
    'aws:TokenIssueTime': issuedAt === undefined ? undefined : new Date(issuedAt).toISOString(),
  }
}

const LOWER_T = 't'.charCodeAt(0)
const UPPER_T = 'T'.charCodeAt(0)

/** What the input asks to be tagged with, in whatever form its service has for that, and which tags it names. */
export function requestTagKeys(input: Readonly<Record<string, unknown>>): ContextValues {
  // Asked for every call: those of most operations have no such member.
  if (!Object.keys(input).some(name => name.charCodeAt(0) === LOWER_T || name.charCodeAt(0) === UPPER_T)) return {}
  const given = Object.entries(input).filter(([name]) => /^(tags|taglist|tagging|tagset)$/i.test(name))
  const tags = given.flatMap(([, value]) => tagsOf(value))
  const named = Object.entries(input).flatMap(([name, value]) => (/^tagkeys$/i.test(name) && Array.isArray(value) ? value.map(String) : []))
  if (tags.length === 0 && named.length === 0) return {}
  return {
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    'aws:TagKeys': [...tags.map(([key]) => key), ...named],
  }
}

/** `{a: b}`, `[{Key, Value}]`, `[{TagKey, TagValue}]`, `{TagSet: […]}` or `a=b&c=d`. */
function tagsOf(value: unknown): [key: string, value: string][] {
  if (typeof value === 'string') return [...new URLSearchParams(value)]
  if (Array.isArray(value)) {
    return value.flatMap(tag => {
      const entries = Object.entries((tag ?? {}) as Record<string, unknown>)
      const member = (pattern: RegExp) => entries.find(([name]) => pattern.test(name))?.[1]
      const key = member(/^(tag)?key$/i)
      return typeof key === 'string' ? [[key, String(member(/^(tag)?value$/i) ?? '')] as [string, string]] : []
    })
  }
  if (typeof value !== 'object' || value === null) return []
  if ('TagSet' in value) return tagsOf(value.TagSet)
  return Object.entries(value).map(([key, text]) => [key, String(text)])
}

/** The account a resource belongs to; nothing when its ARN names none (`*`, S3 buckets, AWS's own policies). */
export function accountOf(resource: string): string | undefined {
  // Asked for with every call: without the list of its parts.
  let start = 0
  for (let colons = 0; colons < 4; colons++) {
    start = resource.indexOf(':', start) + 1
    if (start === 0) return undefined
  }
  const end = resource.indexOf(':', start)
  const account = resource.slice(start, end === -1 ? undefined : end)
  return /^\d{12}$/.test(account) ? account : undefined
}
