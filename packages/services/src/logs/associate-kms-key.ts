import type { logs, Operation, OperationContext } from '@pasos/wire'
import { changeGroup, type KeyedLogsDependencies, requestedGroup, requireGroup } from './log-group.ts'

/** Lines that come from now on are read and written with the key. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_AssociateKmsKey.html */
export function associateKmsKey(deps: KeyedLogsDependencies): Operation<logs.AssociateKmsKeyRequest, object> {
  return async ({ kmsKeyId = '', ...named }, context) => {
    const key = placeOf(named, context)
    await deps.groupKey({ ...requireGroup(deps.catalog, key), kmsKeyId }, ['Encrypt', 'Decrypt', 'GenerateDataKey'])
    await changeGroup(deps.catalog, key, group => ({ ...group, kmsKeyId }))
    return {}
  }
}

/** What had a key has none any more. */
export function disassociateKmsKey({ catalog }: KeyedLogsDependencies): Operation<logs.DisassociateKmsKeyRequest, object> {
  return async (named, context) => {
    await changeGroup(catalog, placeOf(named, context), ({ kmsKeyId: _, ...group }) => group)
    return {}
  }
}

/** Results of queries, which `resourceIdentifier` may name on AWS too, are not kept here: they are no group. */
function placeOf(named: logs.DisassociateKmsKeyRequest, context: OperationContext): string {
  const { logGroupName, resourceIdentifier: logGroupIdentifier } = named
  return requestedGroup({ logGroupName, logGroupIdentifier }, context)
}
