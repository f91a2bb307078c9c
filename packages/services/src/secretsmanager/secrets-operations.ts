import type { Operation, OperationContext } from '@pasos/wire'
import type { SecretsDependencies } from './dependencies.ts'
import { createSecret } from './operations/create-secret.ts'
import { deleteSecret, restoreSecret } from './operations/delete-secret.ts'
import { getRandomPassword } from './operations/get-random-password.ts'
import { batchGetSecretValue, getSecretValue } from './operations/get-secret-value.ts'
import { describeSecret, listSecrets, listSecretVersionIds } from './operations/list-secrets.ts'
import { putSecretValue, updateSecret } from './operations/put-secret-value.ts'
import { deleteResourcePolicy, getResourcePolicy, putResourcePolicy, validateResourcePolicy } from './operations/resource-policies.ts'
import { tagResource, untagResource } from './operations/tags.ts'
import { updateSecretVersionStage } from './operations/update-secret-version-stage.ts'

/** `refusal`: of what a batch asks for each of its secrets. */
export function secretsOperations(
  deps: SecretsDependencies & { refusal(context: OperationContext, action: string, arn: string): string | undefined },
): Record<string, Operation> {
  return {
    BatchGetSecretValue: batchGetSecretValue(deps),
    CreateSecret: createSecret(deps),
    DeleteResourcePolicy: deleteResourcePolicy(deps),
    DeleteSecret: deleteSecret(deps),
    DescribeSecret: describeSecret(deps),
    GetRandomPassword: getRandomPassword(),
    GetResourcePolicy: getResourcePolicy(deps),
    GetSecretValue: getSecretValue(deps),
    ListSecrets: listSecrets(deps),
    ListSecretVersionIds: listSecretVersionIds(deps),
    PutResourcePolicy: putResourcePolicy(deps),
    PutSecretValue: putSecretValue(deps),
    RestoreSecret: restoreSecret(deps),
    TagResource: tagResource(deps),
    UntagResource: untagResource(deps),
    UpdateSecret: updateSecret(deps),
    UpdateSecretVersionStage: updateSecretVersionStage(deps),
    ValidateResourcePolicy: validateResourcePolicy(),
  }
}
