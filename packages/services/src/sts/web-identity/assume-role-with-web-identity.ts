import { ApiError, type Operation, type sts } from '@pasos/wire'
import { arrivalKeys, callKeys } from '../../iam/context-keys.ts'
import type { ContextValues } from '../../iam/policy/request-context.ts'
import type { OidcProviderRecord } from '../../iam/providers/oidc-provider-record.ts'
import { parseRoleArn, type RoleRecord } from '../../iam/role-record.ts'
import { trustDecision } from '../../iam/trust.ts'
import type { TemporaryCredential } from '../credential-store.ts'
import type { StsDependencies } from '../dependencies.ts'
import { issueRoleSession, sessionPolicies, sessionTags, tagKeys } from '../role-session.ts'
import { checkDuration, checkRoleArn, checkSessionName } from '../session-limits.ts'
import { claimsOf, invalidToken, isSignedBy, readToken, type TokenClaims } from './verify-token.ts'

type Request = sts.AssumeRoleWithWebIdentityRequest

/**
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html: nobody signs this call, the token does. It has
 * to be of a provider of the role's account, signed by it, for one of the provider's audiences, and the trust policy has to let it in.
 */
export function assumeRoleWithWebIdentity(deps: StsDependencies): Operation<Request, sts.AssumeRoleWithWebIdentityResponse> {
  return async (input, context) => {
    const arn = checkRoleArn(input.RoleArn!)
    const sessionName = checkSessionName(input.RoleSessionName!)
    const durationSeconds = checkDuration(input.DurationSeconds ?? 3600, 43_200)
    const { claims, provider, audience } = await verified(deps, arn, input.WebIdentityToken!)
    const role = await deps.authorizer.roleFor(arn, 'states.amazonaws.com')
    const { tags, transitiveTagKeys } = tagsOf(claims)
    const called = { ...callKeys(deps.clock.now(), arn), ...arrivalKeys(context) }
    if (
      role === undefined ||
      !(mayAssume(role, provider, claims, { audience, sessionName, tags, called }) || tolerates(deps, provider, arn))
    ) {
      throw notAuthorized()
    }
    const policies = sessionPolicies(deps, role.accountId, input)
    const conditionKeys = {
      ...{ 'aws:FederatedProvider': provider.arn, [`${provider.url}:aud`]: audience, [`${provider.url}:sub`]: claims.sub },
    }
    const session = { sessionName, durationSeconds, sessionPolicies: policies, tags, transitiveTagKeys, conditionKeys }
    const answer = await issueRoleSession(deps, role, session)
    return { ...answer, SubjectFromWebIdentityToken: claims.sub, Audience: audience, Provider: provider.arn }
  }
}

/** @throws ApiError InvalidIdentityToken, ExpiredToken, IDPCommunicationError */
async function verified({ catalog, clock, issuerKeys }: StsDependencies, roleArn: string, text: string) {
  const token = readToken(text)
  const issuer = token.claims['iss']
  const host = typeof issuer === 'string' ? issuer.replace(/^https:\/\//, '').replace(/\/$/, '') : ''
  const [, partition] = roleArn.split(':')
  const { accountId } = parseRoleArn(roleArn) ?? {}
  const provider = catalog.get<OidcProviderRecord>('oidcProvider', `arn:${partition}:iam::${accountId}:oidc-provider/${host}`)
  if (provider === undefined) throw invalidToken(`No OpenIDConnect provider found in your account for ${issuer ?? 'this token'}`)
  // The provider's own address, not what the token says: it is that one which the account trusts.
  const address = `https://${provider.url}`
  const isGenuine = isSignedBy(token, await issuerKeys(address)) || isSignedBy(token, await issuerKeys(address, true))
  if (!isGenuine) throw invalidToken('The ID Token provided has an invalid signature.')
  const claims = claimsOf(token, clock.now())
  const audience = claims.audiences.find(one => provider.clientIds.includes(one))
  if (audience === undefined) throw invalidToken('Incorrect token audience')
  return { claims, provider, audience }
}

function mayAssume(
  role: RoleRecord,
  provider: OidcProviderRecord,
  { sub, audiences, all }: TokenClaims,
  {
    audience,
    sessionName,
    tags,
    called,
  }: {
    audience: string
    sessionName: string
    tags: TemporaryCredential['sessionTags']
    called: ContextValues
  },
): boolean {
  const claim = (name: string) => {
    const value = all[name]
    if (Array.isArray(value)) return value.map(String)
    return value === undefined || value === null ? undefined : String(value)
  }
  const keys = {
    ...called,
    ...{ 'aws:FederatedProvider': provider.arn, 'sts:RoleSessionName': sessionName, ...tagKeys(tags) },
    [`${provider.url}:aud`]: audiences.length > 1 ? audiences : audience,
    [`${provider.url}:sub`]: sub,
    ...Object.fromEntries(['amr', 'azp', 'email', 'oaud'].map(name => [`${provider.url}:${name}`, claim(name)])),
  }
  const actions = ['sts:AssumeRoleWithWebIdentity', ...(tags.length > 0 ? ['sts:TagSession'] : [])]
  return actions.every(action => trustDecision(role, { federated: provider.arn }, keys, action) === 'allow')
}

/** AWS: "Passing session tags using AssumeRoleWithWebIdentity". */
function tagsOf({ all }: TokenClaims): { tags: TemporaryCredential['sessionTags']; transitiveTagKeys: string[] } {
  const claim = all['https://aws.amazon.com/tags'] as { principal_tags?: object; transitive_tag_keys?: unknown } | undefined
  const tags = Object.entries(claim?.principal_tags ?? {}).map(([Key, value]) => ({ Key, Value: String([value].flat()[0] ?? '') }))
  const transitive = claim?.transitive_tag_keys
  return { tags: sessionTags(tags), transitiveTagKeys: Array.isArray(transitive) ? transitive.map(String) : [] }
}

function tolerates({ authorizer }: StsDependencies, provider: OidcProviderRecord, resource: string): boolean {
  const { message: reason } = notAuthorized()
  return authorizer.tolerates({ principal: provider.arn, action: 'sts:AssumeRoleWithWebIdentity', resource, reason })
}

function notAuthorized(): ApiError {
  return new ApiError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', { httpStatus: 403 })
}
