import type { Catalog } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import type { Encryption } from '../../kms/encryption.ts'
import { withoutSecrets } from '../records/connection-parameters.ts'
import { type ConnectionParameters, type ConnectionRecord, changeUnchanged, connectionKind } from '../records/connection-record.ts'

/** Keeps what connections sign in with as Secrets Manager keeps its values: encrypted with its own key. */
export interface ConnectionSecrets {
  /** What of a record holds these parameters. */
  seal(record: Pick<ConnectionRecord, 'arn'>, parameters: ConnectionParameters): Promise<Pick<ConnectionRecord, 'sealed' | 'shown'>>
  /** Nothing where there is nothing any more. */
  open(record: ConnectionRecord): Promise<ConnectionParameters | undefined>
}

export function connectionSecrets(encryption: () => Promise<Encryption>): ConnectionSecrets {
  return {
    async seal(record, parameters) {
      const caller = asService(record)
      const blob = await (await encryption()).encrypt({
        ...{ key: undefined, service: 'secretsmanager', place: caller, caller, actions: [] },
        ...{ plaintext: Buffer.from(JSON.stringify(parameters)), encryptionContext: contextOf(record) },
      })
      return { sealed: Buffer.from(blob).toString('base64'), shown: withoutSecrets(parameters) }
    },
    async open(record) {
      if (record.sealed === undefined) return record.parameters
      const blob = Buffer.from(record.sealed, 'base64')
      const plaintext = (await encryption()).decrypt(blob, contextOf(record), asService(record))
      return JSON.parse(Buffer.from(plaintext).toString()) as ConnectionParameters
    },
  }
}

/** Seals what lies readable still, as an earlier version kept it. */
export async function sealReadable(catalog: Catalog, secrets: ConnectionSecrets): Promise<void> {
  for (const record of catalog.list<ConnectionRecord>(connectionKind)) {
    if (record.parameters === undefined) continue
    const { parameters, ...rest } = record
    await changeUnchanged(catalog, record, { ...rest, ...(await secrets.seal(record, parameters)) })
  }
}

function contextOf({ arn }: Pick<ConnectionRecord, 'arn'>): Record<string, string> {
  return { ConnectionArn: arn }
}

/** EventBridge itself; the key is its own, so nobody is asked for a permission. */
function asService({ arn }: Pick<ConnectionRecord, 'arn'>): OperationContext {
  const [, , service = '', region = '', accountId = ''] = arn.split(':')
  const caller = { accountId, accessKeyId: '', arn: `arn:aws:iam::${accountId}:root`, userId: accountId }
  return { requestId: '', service, operation: '', region, accountId, caller, signal: new AbortController().signal }
}
