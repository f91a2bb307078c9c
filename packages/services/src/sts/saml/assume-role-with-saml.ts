import { createHash, type KeyObject, X509Certificate } from 'node:crypto'
import { ApiError, type Operation, type sts } from '@pasos/wire'
import { arrivalKeys, callKeys } from '../../iam/context-keys.ts'
import type { ContextValues } from '../../iam/policy/request-context.ts'
import { readSamlMetadata, type SamlMetadata } from '../../iam/providers/saml-metadata.ts'
import type { SamlProviderRecord } from '../../iam/providers/saml-provider-record.ts'
import { parseRoleArn } from '../../iam/role-record.ts'
import { trustDecision } from '../../iam/trust.ts'
import type { StsDependencies } from '../dependencies.ts'
import { issueRoleSession, sessionPolicies, sessionTags, tagKeys } from '../role-session.ts'
import { checkDuration, checkRoleArn } from '../session-limits.ts'
import { attributeKeys } from './attribute-keys.ts'
import { invalidResponse, readAssertion, type SamlAssertion } from './read-assertion.ts'
import { type SamlRefusal, signedAssertion } from './signed-assertion.ts'

type Request = sts.AssumeRoleWithSAMLRequest

const attributePath = 'https://aws.amazon.com/SAML/Attributes/'

/**
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html: nobody signs this call, the identity provider's response
 * does. Its assertion has to be signed by a key of the provider's metadata, in time, for AWS, name the role together with the provider,
 * and the role's trust policy has to let it in.
 */
export function assumeRoleWithSaml(deps: StsDependencies): Operation<Request, sts.AssumeRoleWithSAMLResponse> {
  return async (input, context) => {
    const arn = checkRoleArn(input.RoleArn!)
    const asked = checkDuration(input.DurationSeconds ?? 3600, 43_200)
    const provider = deps.catalog.get<SamlProviderRecord>('samlProvider', input.PrincipalArn!)
    if (provider === undefined) throw invalidResponse("Specified provider doesn't exist")
    const assertion = verified(deps, provider, input.SAMLAssertion!)
    const wish = wishOf(assertion)
    const subjectKeys = {
      ...{ 'aws:FederatedProvider': provider.arn, 'saml:namequalifier': nameQualifier(assertion, provider) },
      ...{ 'saml:sub': assertion.subject, 'saml:sub_type': assertion.subjectType },
    }
    const called = { ...callKeys(deps.clock.now(), arn), ...arrivalKeys(context) }
    const role = await deps.authorizer.roleFor(arn, 'states.amazonaws.com')
    const isNamed = provider.accountId === parseRoleArn(arn)?.accountId && namesPair(assertion, arn, provider.arn)
    const isTrusted = role !== undefined && isNamed && trusts(role, provider, assertion, wish, { ...called, ...subjectKeys })
    if (role === undefined || !(isTrusted || tolerates(deps, provider, arn))) throw notAuthorized()
    const { sessionEndsAt = Number.POSITIVE_INFINITY } = assertion
    const session = {
      ...{ ...wish, durationSeconds: Math.min(asked, Math.floor((sessionEndsAt - deps.clock.now()) / 1000)) },
      ...{ sessionPolicies: sessionPolicies(deps, role.accountId, input), conditionKeys: subjectKeys },
    }
    return {
      ...(await issueRoleSession(deps, role, session)),
      ...{ Subject: assertion.subject, SubjectType: assertion.subjectType, Issuer: assertion.issuer, Audience: assertion.recipient },
      NameQualifier: subjectKeys['saml:namequalifier'],
    }
  }
}

/** @throws ApiError InvalidIdentityToken, ExpiredToken, IDPRejectedClaim */
function verified({ clock }: StsDependencies, provider: SamlProviderRecord, encoded: string): SamlAssertion {
  const said = provider.said ?? readSamlMetadata(provider.metadata)
  const now = clock.now()
  if (said === undefined || (said.validUntil ?? now + 1) <= now) throw invalidResponse('Response signature invalid')
  const text = decoded(encoded)
  const found = text === undefined ? 'malformed' : signedAssertion(text, keysOf(said, now))
  if (typeof found === 'string') throw refused(found)
  const assertion = readAssertion(found, now)
  if (assertion.issuer !== said.entityId) throw invalidResponse('Issuer not present in specified provider')
  if (assertion.sessionEndsAt !== undefined && assertion.sessionEndsAt <= now) {
    throw new ApiError('ExpiredTokenException', 'The session of the identity provider has ended')
  }
  return assertion
}

/** UTF-8 alone: a text in another encoding would be read in two ways. */
function decoded(encoded: string): string | undefined {
  const base64 = encoded.replace(/\s/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw invalidResponse('Invalid base64 SAMLResponse')
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'))
    return /^<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])/i.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

/** The keys of those certificates that are in their time. */
function keysOf({ certificates }: SamlMetadata, now: number): KeyObject[] {
  return certificates
    .map(base64 => new X509Certificate(Buffer.from(base64, 'base64')))
    .filter(({ validFromDate, validToDate }) => validFromDate.getTime() <= now && now <= validToDate.getTime())
    .map(({ publicKey }) => publicKey)
}

function refused(reason: SamlRefusal): ApiError {
  switch (reason) {
    case 'status':
      return new ApiError('IDPRejectedClaimException', 'The identity provider reported that authentication failed.')
    case 'encrypted':
      return invalidResponse('Encrypted assertions are not served here.')
    case 'malformed':
      return invalidResponse('Your request included an invalid SAML response.')
    case 'signature':
      return invalidResponse('Response signature invalid')
  }
}

/** The session that the attributes ask for. @throws ApiError InvalidIdentityToken, ValidationError */
function wishOf({ attributes }: SamlAssertion) {
  const valuesOf = (name: string) => attributes.get(attributePath + name) ?? []
  const [sessionName] = valuesOf('RoleSessionName')
  if (sessionName === undefined) throw invalidResponse('RoleSessionName is required in AuthnResponse')
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) throw invalidResponse('RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}')
  const [sourceIdentity] = valuesOf('SourceIdentity')
  if (sourceIdentity !== undefined && (!/^[\w+=,.@-]{2,64}$/.test(sourceIdentity) || sourceIdentity.startsWith('aws:')))
    throw invalidResponse('Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"')
  const prefix = `${attributePath}PrincipalTag:`
  const tags = [...attributes].filter(([name]) => name.startsWith(prefix))
  return {
    ...{ sessionName, sourceIdentity, transitiveTagKeys: [...valuesOf('TransitiveTagKeys')] },
    tags: sessionTags(tags.map(([name, [Value = '']]) => ({ Key: name.slice(prefix.length), Value }))),
  }
}

/** Whether the provider maps this user to the role: AWS's pairs of ARNs, in either order. */
function namesPair({ attributes }: SamlAssertion, roleArn: string, providerArn: string): boolean {
  const pairs = attributes.get(`${attributePath}Role`)
  if (pairs === undefined) throw invalidResponse('Role is required in AuthnResponse')
  return pairs.some(pair => {
    const arns = pair.split(',').map(arn => arn.trim())
    return arns.length === 2 && arns.includes(roleArn) && arns.includes(providerArn)
  })
}

function trusts(
  role: Parameters<typeof trustDecision>[0],
  provider: SamlProviderRecord,
  assertion: SamlAssertion,
  { sessionName, sourceIdentity, tags, transitiveTagKeys }: ReturnType<typeof wishOf>,
  knownKeys: ContextValues,
): boolean {
  const keys = {
    ...attributeKeys(assertion.attributes),
    ...{ ...knownKeys, 'saml:aud': assertion.recipient, 'saml:iss': assertion.issuer, 'saml:doc': documentName(provider) },
    ...{ 'sts:RoleSessionName': sessionName, 'sts:SourceIdentity': sourceIdentity, ...tagKeys(tags) },
    ...(transitiveTagKeys.length > 0 && { 'sts:TransitiveTagKeys': transitiveTagKeys }),
  }
  const actions = ['AssumeRoleWithSAML', ...(tags.length > 0 ? ['TagSession'] : []), ...(sourceIdentity ? ['SetSourceIdentity'] : [])]
  return actions.every(name => trustDecision(role, { federated: provider.arn }, keys, `sts:${name}`) === 'allow')
}

/** `123456789012/corp`: the account and the provider's name. */
function documentName({ accountId, arn }: SamlProviderRecord): string {
  return `${accountId}/${arn.split('/').at(-1)}`
}

/** AWS: "a hash value based on the concatenation of" issuer, account and the provider's name. */
function nameQualifier({ issuer }: SamlAssertion, provider: SamlProviderRecord): string {
  return createHash('sha1')
    .update(`${issuer}${documentName(provider)}`)
    .digest('base64')
}

function tolerates({ authorizer }: StsDependencies, provider: SamlProviderRecord, resource: string): boolean {
  const { message: reason } = notAuthorized()
  return authorizer.tolerates({ principal: provider.arn, action: 'sts:AssumeRoleWithSAML', resource, reason })
}

function notAuthorized(): ApiError {
  const message = 'Not authorized to perform sts:AssumeRoleWithSAML'
  return new ApiError('AccessDenied', message, { httpStatus: 403 })
}
