import type { Catalog } from '@pasos/engine'
import { eachOf, onEverything } from '../declaration/access.ts'
import type { Access, Service } from '../declaration/service.ts'
import { kmsService } from '../kms/service.ts'
import { findSecret, isGone, type Place, type SecretRecord, secretArn, secretKind } from './records/secret-record.ts'

/** Secrets whose time of recovery is over are looked for so often. */
const PURGE_MS = 3_600_000

/** By the secret's whole ARN where there is such a secret, as its policies name it. */
const onSecret: Access = {
  resources: ({ SecretId }, context, catalog) => [typeof SecretId === 'string' ? arnOfSecret(SecretId, context, catalog) : '*'],
}

function arnOfSecret(secretId: string, context: Place, catalog: Catalog): string {
  // Of one that is gone there is nothing to tell, so its time does not matter here.
  const record = findSecret(catalog, secretId, context, 0)
  return record?.arn ?? (secretId.startsWith('arn:') ? secretId : secretArn(context, secretId, ''))
}

/** Before it is made a secret has no six letters yet: policies name it with a wildcard. */
const onNewSecret: Access = { resources: ({ Name }, context) => [secretArn(context, String(Name), '??????')] }

/** AWS Secrets Manager, API version 2017-10-17. */
export const secretsManagerService: Service = {
  scope: 'secretsmanager',
  consumes: ['kms'],
  operations: {
    CreateSecret: onNewSecret,
    ...eachOf(['DeleteSecret', 'DescribeSecret', 'GetSecretValue', 'ListSecretVersionIds', 'PutSecretValue', 'RestoreSecret'], onSecret),
    ...eachOf(['UpdateSecret', 'UpdateSecretVersionStage', 'TagResource', 'UntagResource'], onSecret),
    ...eachOf(['DeleteResourcePolicy', 'GetResourcePolicy', 'PutResourcePolicy', 'ValidateResourcePolicy'], onSecret),
    ...eachOf(['BatchGetSecretValue', 'GetRandomPassword', 'ListSecrets'], onEverything),
  },
  resourcePolicy: secretPolicy,
  tells: (action, resource) => ({ action, resource: secretTold(resource) }),
  start({ catalog, data, clock, logger }) {
    const purge = async (): Promise<void> => {
      const isDue = catalog.list<SecretRecord>(secretKind).some(record => isGone(record, clock.now()))
      if (isDue) await (await import('./purge.ts')).purgeDeleted({ catalog, data }, clock.now())
    }
    const report = (error: unknown): void => logger.error('deleted secrets could not be purged', { error })
    const timer = setInterval(() => void purge().catch(report), PURGE_MS)
    timer.unref()
    purge().catch(report)
    return () => clearInterval(timer)
  },
  async open({ catalog, data, clock, ids, authorizer, neighbour }) {
    const { secretsOperations } = await import('./secrets-operations.ts')
    const encryption = async () => {
      const kms = neighbour(kmsService)
      if (!kms) throw new Error('Secrets Manager cannot do without KMS')
      return kms
    }
    const operations = secretsOperations({
      ...{ catalog, data, clock, ids, encryption },
      refusal: (context, action, arn) => authorizer.authorizeCaller(context, action, arn, { resourcePolicy: secretPolicy(arn, catalog) }),
    })
    return { operations, face: undefined }
  },
}

/** AWS: a secret that there is not is called what the caller calls it. */
function secretTold(resource: string): string | undefined {
  if (resource === '*') return undefined
  const name = resource.split(':').slice(6).join(':')
  return /-[A-Za-z0-9]{6}$/.test(name) ? resource : name.replace(/-\?{6}$/, '')
}

function secretPolicy(arn: string, catalog: Catalog): string | undefined {
  return findSecret(catalog, arn, { accountId: '', region: '' }, 0)?.policy
}
