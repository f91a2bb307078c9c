import type { Catalog } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import { eachOf, onEverything, textIn } from '../declaration/access.ts'
import type { Access, Input, Service } from '../declaration/service.ts'
import { readCiphertext } from './crypto/ciphertext.ts'
import type { KmsDependencies } from './dependencies.ts'
import type { Encryption } from './encryption.ts'
import { aliasArn, findAlias } from './records/alias-record.ts'
import { grantIdKey, grantsOf, policyWithGrants, readGrantToken } from './records/grant-record.ts'
import { arnOfReference, isGone, type KeyRecord, keyArn, keyKind, type Place, placeKey } from './records/key-record.ts'

/** Keys whose time has come are looked for so often. */
const SWEEP_MS = 3_600_000

function onKeyIn(member: string, contextMember?: string): Access {
  return {
    resources: (input, context, catalog) => [keyIn(input, member, context, catalog)],
    ...(contextMember !== undefined && { keys: input => contextKeys(input[contextMember]) }),
  }
}

function keyIn(input: Input, member: string, context: Place, catalog: Catalog): string {
  const reference = textIn(input, [member])
  return reference === undefined ? '*' : arnOfReference(reference, context, catalog)
}

/** `kms:EncryptionContext:NAME`, one for each pair. */
function contextKeys(pairs: unknown): Record<string, string | string[]> {
  if (typeof pairs !== 'object' || pairs === null) return {}
  const each = Object.entries(pairs).map(([name, value]) => [`kms:EncryptionContext:${name}`, String(value)])
  return { ...Object.fromEntries(each), 'kms:EncryptionContextKeys': Object.keys(pairs) }
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
const onNewGrant: Access = {
  resources: (input, context, catalog) => [keyIn(input, 'KeyId', context, catalog)],
  keys: ({ GranteePrincipal, RetiringPrincipal, Operations, Constraints }) => ({
    ...{ 'kms:GranteePrincipal': String(GranteePrincipal), 'kms:GrantOperations': [Operations ?? []].flat().map(String) },
    ...(RetiringPrincipal !== undefined && { 'kms:RetiringPrincipal': String(RetiringPrincipal) }),
    // Whether a service asks for it is what `refusal` tells.
    ...{ 'kms:GrantConstraintType': Object.keys(Object(Constraints)), 'kms:GrantIsForAWSResource': 'false' },
  }),
}

/** The key of the grant that a token names, or that is named with it. */
const onGrant: Access = {
  resources: (input, context, catalog) => [readGrantToken(input['GrantToken'])?.keyArn ?? keyIn(input, 'KeyId', context, catalog)],
  keys: input => ({ [grantIdKey]: readGrantToken(input['GrantToken'])?.grantId ?? String(input['GrantId']) }),
}

/** The key that is in the ciphertext; where that cannot be read, the one that is named. */
function onCiphertextIn(named: string, contextMember: string): Access {
  return {
    resources: (input, context, catalog) => [readCiphertext(input['CiphertextBlob'])?.keyArn ?? keyIn(input, named, context, catalog)],
    keys: input => contextKeys(input[contextMember]),
  }
}

/** Aliases ask for themselves and for the keys that they lead, or shall lead, to. */
const onAlias: Access = {
  resources: (input, context, catalog) => {
    const name = String(input['AliasName'])
    const present = findAlias(catalog, context, name)
    const target = textIn(input, ['TargetKeyId'])
    return [
      aliasArn(context, name),
      ...(present ? [keyArn(context, present.targetKeyId)] : []),
      ...(target === undefined ? [] : [arnOfReference(target, context, catalog)]),
    ]
  },
}

/** AWS Key Management Service, API version 2014-11-01, for symmetric keys. */
export const kmsService: Service<Encryption> = {
  scope: 'kms',
  operations: {
    ...eachOf(['CancelKeyDeletion', 'DescribeKey', 'DisableKey', 'DisableKeyRotation', 'EnableKey', 'EnableKeyRotation'], onKeyIn('KeyId')),
    ...eachOf(['GetKeyPolicy', 'GetKeyRotationStatus', 'ListKeyPolicies', 'ListKeyRotations', 'ListResourceTags'], onKeyIn('KeyId')),
    ...eachOf(['PutKeyPolicy', 'RotateKeyOnDemand', 'ScheduleKeyDeletion', 'TagResource', 'UntagResource'], onKeyIn('KeyId')),
    ...eachOf(['ListGrants', 'RevokeGrant', 'UpdateKeyDescription'], onKeyIn('KeyId')),
    CreateGrant: onNewGrant,
    RetireGrant: onGrant,
    ...eachOf(['Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext'], onKeyIn('KeyId', 'EncryptionContext')),
    Decrypt: onCiphertextIn('KeyId', 'EncryptionContext'),
    // Asks for ReEncryptTo of the other key itself.
    ReEncrypt: { ...onCiphertextIn('SourceKeyId', 'SourceEncryptionContext'), action: 'ReEncryptFrom' },
    ...eachOf(['CreateAlias', 'DeleteAlias', 'UpdateAlias'], onAlias),
    ...eachOf(['CreateKey', 'GenerateRandom', 'ListAliases', 'ListKeys', 'ListRetirableGrants'], onEverything),
  },
  resourcePolicy: keyPolicy,
  resourcePolicyRules: true,
  keys: viaKeys,
  start({ catalog, clock, logger }) {
    const sweep = async (): Promise<void> => {
      const isDue = catalog.list<KeyRecord>(keyKind).some(record => isGone(record, clock.now()))
      if (isDue) await (await import('./sweep.ts')).sweepKeys(catalog, clock.now())
    }
    const report = (error: unknown): void => logger.error('KMS could not be swept', { error })
    const timer = setInterval(() => void sweep().catch(report), SWEEP_MS)
    timer.unref()
    sweep().catch(report)
    return () => clearInterval(timer)
  },
  async open({ catalog, clock, ids, authorizer, sealingKey }) {
    const [{ kmsOperations }, { createKeyRing }, { createEncryption }, { admitsService }] = await Promise.all([
      import('./kms-operations.ts'),
      import('./crypto/key-ring.ts'),
      import('./encryption.ts'),
      import('../iam/resource-policy.ts'),
    ])
    const deps: KmsDependencies = {
      ...{ catalog, clock, ids, ring: createKeyRing(sealingKey()) },
      refusal: (context, action, arn, encryptionContext) =>
        authorizer.authorizeCaller(context, action, arn, {
          ...{ resourcePolicy: keyPolicy(arn, catalog), resourcePolicyRules: true },
          keys: { ...viaKeys(context), ...contextKeys(encryptionContext), ...(action === 'kms:CreateGrant' && forResource) },
        }),
      admits({ service, sourceArn, sourceAccount, via, encryptionContext }, action, arn) {
        const source = { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': sourceAccount }
        const viaService = via.replace('.amazonaws.com', `.${arn.split(':')[3]}.amazonaws.com`)
        const keys = { ...source, 'kms:ViaService': viaService, ...contextKeys(encryptionContext) }
        return admitsService(authorizer, keyPolicy(arn, catalog), { service, action, resource: arn, context: keys })
      },
    }
    return { operations: kmsOperations(deps), face: createEncryption(deps) }
  },
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
function viaKeys({ accountId, calledVia, region }: OperationContext): Record<string, string> {
  const via = calledVia?.at(-1)?.replace('.amazonaws.com', `.${region}.amazonaws.com`)
  return { 'kms:CallerAccount': accountId, ...(via !== undefined && { 'kms:ViaService': via }) }
}

/** Of a grant that a service makes for what it keeps. */
const forResource = { 'kms:GrantIsForAWSResource': 'true' }

function keyPolicy(arn: string, catalog: Catalog): string | undefined {
  const [, region, accountId, keyId] = /^arn:[a-z-]+:kms:([a-z0-9-]+):(\d{12}):key\/([^/]+)$/.exec(arn) ?? []
  if (keyId === undefined) return undefined
  const record = catalog.get<KeyRecord>(keyKind, placeKey({ accountId: accountId!, region: region! }, keyId))
  return record && policyWithGrants(record.policy, grantsOf(catalog, record))
}
