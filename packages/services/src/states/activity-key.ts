import type { Catalog, RefuseActivityTask } from '@pasos/engine'
import { ApiError } from '@pasos/wire'
import type { ServiceHost } from '../declaration/service.ts'
import type { ActivityRecord } from './activity-record.ts'
import { checkRunning } from './encryption-configuration.ts'
import { keyProof } from './key-proof.ts'

/**
 * AWS: inputs of an activity's tasks are encrypted with the activity's own key, for which the role of the execution needs kms:Decrypt and
 * kms:GenerateDataKey. https://docs.aws.amazon.com/step-functions/latest/apireference/API_EncryptionConfiguration.html
 */
export function activityTaskRefusal(
  host: Pick<ServiceHost, 'ids' | 'neighbour'> & { catalog: Catalog },
  reportError: (error: unknown) => void,
): RefuseActivityTask {
  const deps = { proveKey: keyProof(host) }
  return ({ resource, roleArn }) => {
    const configuration = host.catalog.get<ActivityRecord>('activity', resource)?.encryptionConfiguration
    if (configuration?.kmsKeyId === undefined) return undefined
    return checkRunning(deps, configuration, resource, roleArn).then(
      () => undefined,
      (error: unknown) => {
        if (!(error instanceof ApiError)) reportError(error)
        const isDenied = error instanceof ApiError && error.code === 'KmsAccessDeniedException'
        return { error: isDenied ? 'States.Permissions' : 'States.Runtime', cause: error instanceof Error ? error.message : String(error) }
      },
    )
  }
}
