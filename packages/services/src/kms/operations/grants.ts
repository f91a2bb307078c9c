import type { kms, Operation, OperationContext } from '@pasos/wire'
import { listedPage } from '../../declaration/listed-page.ts'
import { accountRoot } from '../../iam/iam-arn.ts'
import type { KmsDependencies } from '../dependencies.ts'
import {
  dryRun,
  grantNotFound,
  invalidArn,
  invalidGrantId,
  invalidGrantToken,
  invalidMarker,
  limitExceeded,
  validation,
} from '../errors.ts'
import { checkOwn } from '../managed-key.ts'
import { type GrantRecord, grantKey, grantKind, grantsOf, grantToken, readGrantToken } from '../records/grant-record.ts'
import { checkAlive, checkUsable, keyArn, requireKey } from '../records/key-record.ts'
import { continuation } from './describe-key.ts'

/** AWS's quota of a key. */
const MOST_GRANTS = 50_000

/** What a grant of a symmetric key can be of: https://docs.aws.amazon.com/kms/latest/developerguide/grants.html#terms-grant-operations */
const ofSymmetricKeys = [
  ...['CreateGrant', 'Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext'],
  ...['GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo', 'RetireGrant'],
]

export function createGrant(deps: KmsDependencies): Operation<kms.CreateGrantRequest, kms.CreateGrantResponse> {
  return async (input, context) => {
    const { catalog, clock, ids } = deps
    const now = clock.now()
    const key = checkUsable(checkOwn(requireKey(catalog, input.KeyId ?? '', context, now)))
    const wanted = wantedGrant(input)
    if (input.DryRun) throw dryRun()
    const present = grantsOf(catalog, key)
    const told = (grantId: string) => ({ GrantId: grantId, GrantToken: grantToken(key.arn, grantId) })
    // AWS: the same request with the same name is answered with the grant that there is.
    const same = wanted.name === undefined ? undefined : present.find(grant => isSame(grant, wanted))
    if (same) return told(same.grantId)
    if (present.length >= MOST_GRANTS) throw limitExceeded(`The number of grants of a key is limited to ${MOST_GRANTS}.`)
    const { accountId, region, keyId } = key
    const grantId = `${ids.uuid()}${ids.uuid()}`.replaceAll('-', '')
    const issuer = accountRoot(context.caller.arn, context.accountId)
    const next: GrantRecord = { ...{ accountId, region, keyId, grantId, createdAt: now, issuer }, ...wanted }
    await catalog.update<GrantRecord, void>(grantKind, grantKey(key, keyId, grantId), () => ({ next, result: undefined }))
    return told(grantId)
  }
}

type Wanted = Pick<GrantRecord, 'name' | 'grantee' | 'retiring' | 'operations' | 'subset' | 'equals'>

/** @throws ApiError InvalidArnException, ValidationException */
function wantedGrant({ GranteePrincipal = '', RetiringPrincipal, Operations = [], Constraints, Name }: kms.CreateGrantRequest): Wanted {
  for (const principal of [GranteePrincipal, RetiringPrincipal ?? GranteePrincipal]) {
    if (!/^arn:aws[a-z-]*:(?:iam|sts)::\d{12}:.+$/.test(principal))
      throw invalidArn(`ARN does not refer to a valid principal: ${principal}`)
  }
  const other = Operations.find(name => !ofSymmetricKeys.includes(name))
  if (other !== undefined) throw validation(`The operation ${other} is not one of symmetric keys.`)
  if (Operations.length === 0) throw validation('A grant is of one operation at least.')
  const { EncryptionContextSubset: subset, EncryptionContextEquals: equals } = Constraints ?? {}
  return {
    ...{ grantee: GranteePrincipal, operations: [...new Set(Operations)] },
    ...(Name !== undefined && { name: Name }),
    ...(RetiringPrincipal !== undefined && { retiring: RetiringPrincipal }),
    ...(subset && { subset }),
    ...(equals && { equals }),
  }
}

function isSame(present: Wanted, wanted: Wanted): boolean {
  const told = (grant: Wanted): string =>
    JSON.stringify([
      ...[grant.name, grant.grantee, grant.retiring, [...grant.operations].sort()],
      ...[grant.subset, grant.equals].map(pairs => pairs && Object.entries(pairs).sort(([a], [b]) => (a < b ? -1 : 1))),
    ])
  return told(present) === told(wanted)
}

export function listGrants({ catalog, clock }: KmsDependencies): Operation<kms.ListGrantsRequest, kms.ListGrantsResponse> {
  return ({ KeyId = '', GrantId, GranteePrincipal, Limit, Marker }, context) => {
    const grants = grantsOf(catalog, requireKey(catalog, KeyId, context, clock.now()))
    if (GrantId !== undefined && !grants.some(({ grantId }) => grantId === GrantId)) throw noSuchGrant(GrantId)
    const isAsked = ({ grantId, grantee }: GrantRecord) =>
      (GrantId === undefined || grantId === GrantId) && (GranteePrincipal === undefined || grantee === GranteePrincipal)
    return pageOf(grants.filter(isAsked), { Limit, Marker })
  }
}

export function listRetirableGrants({ catalog }: KmsDependencies): Operation<kms.ListRetirableGrantsRequest, kms.ListGrantsResponse> {
  return ({ RetiringPrincipal, Limit, Marker }, context) => {
    const grants = catalog.list<GrantRecord>(grantKind, `${context.accountId}:${context.region}:`)
    return pageOf(
      grants.filter(({ retiring }) => retiring === RetiringPrincipal),
      { Limit, Marker },
    )
  }
}

function pageOf(grants: readonly GrantRecord[], { Limit = 50, Marker }: { Limit?: number | undefined; Marker?: string | undefined }) {
  const page = listedPage(grants, grant => grantKey(grant, grant.keyId, grant.grantId), { limit: Limit, token: Marker })
  if (!page) throw invalidMarker()
  return { Grants: page.items.map(entryOf), ...continuation(page) }
}

function entryOf(grant: GrantRecord): kms.GrantListEntry {
  const { keyId, grantId, name, grantee, retiring, operations, subset, equals, createdAt, issuer } = grant
  return {
    ...{ KeyId: keyArn(grant, keyId), GrantId: grantId, CreationDate: new Date(createdAt), IssuingAccount: issuer },
    ...{ GranteePrincipal: grantee, Operations: operations as kms.GrantOperation[], Name: name ?? '' },
    ...(retiring !== undefined && { RetiringPrincipal: retiring }),
    ...((subset ?? equals) && {
      Constraints: { ...(subset && { EncryptionContextSubset: subset }), ...(equals && { EncryptionContextEquals: equals }) },
    }),
  }
}

export function revokeGrant(deps: KmsDependencies): Operation<kms.RevokeGrantRequest, object> {
  return ({ KeyId = '', GrantId = '', DryRun }, context) => remove(deps, { KeyId, GrantId, DryRun }, context)
}

/** By the grant's token, or by its id and its key's ARN. */
export function retireGrant(deps: KmsDependencies): Operation<kms.RetireGrantRequest, object> {
  return ({ GrantToken, KeyId, GrantId, DryRun }, context) => {
    if (GrantToken === undefined) {
      if (KeyId === undefined || GrantId === undefined) throw validation('A grant is named by its token, or by its id and its key.')
      return remove(deps, { KeyId, GrantId, DryRun }, context)
    }
    const named = readGrantToken(GrantToken)
    if (!named) throw invalidGrantToken()
    return remove(deps, { KeyId: named.keyArn, GrantId: named.grantId, DryRun }, context)
  }
}

async function remove(
  { catalog, clock }: KmsDependencies,
  { KeyId, GrantId, DryRun }: { KeyId: string; GrantId: string; DryRun: boolean | undefined },
  context: OperationContext,
): Promise<object> {
  const key = checkAlive(requireKey(catalog, KeyId, context, clock.now()))
  return catalog.update<GrantRecord, object>(grantKind, grantKey(key, key.keyId, GrantId), current => {
    if (!current) throw noSuchGrant(GrantId)
    if (DryRun) throw dryRun()
    return { next: undefined, result: {} }
  })
}

function noSuchGrant(grantId: string) {
  return /^[0-9a-f]{64}$/.test(grantId) ? grantNotFound(grantId) : invalidGrantId()
}
