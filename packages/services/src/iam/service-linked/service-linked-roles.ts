import type { iam, Operation } from '@pasos/wire'
import { roleAnswer } from '../answers.ts'
import { requireRole } from '../change-role.ts'
import type { IamDependencies } from '../dependencies.ts'
import { invalidInput, noSuchRole } from '../errors.ts'
import { iamArn } from '../iam-arn.ts'
import { iamId } from '../iam-ids.ts'
import { isOfService, type RoleRecord, roleKey, SERVICE_PATH } from '../role-record.ts'

/** Names that do not follow from the service's: AWS, "AWS services that work with IAM". */
const NAMES: Readonly<Record<string, string>> = {
  'apigateway.amazonaws.com': 'APIGateway',
  'application-autoscaling.amazonaws.com': 'ApplicationAutoScaling',
  'autoscaling.amazonaws.com': 'AutoScaling',
  'batch.amazonaws.com': 'Batch',
  'dynamodb.application-autoscaling.amazonaws.com': 'ApplicationAutoScaling_DynamoDBTable',
  'ecs.amazonaws.com': 'ECS',
  'ecs.application-autoscaling.amazonaws.com': 'ApplicationAutoScaling_ECSService',
  'eks.amazonaws.com': 'AmazonEKS',
  'elasticache.amazonaws.com': 'ElastiCache',
  'elasticloadbalancing.amazonaws.com': 'ElasticLoadBalancing',
  'elasticmapreduce.amazonaws.com': 'EMRCleanup',
  'events.amazonaws.com': 'CloudWatchEvents',
  'opensearchservice.amazonaws.com': 'AmazonOpenSearchService',
  'rds.amazonaws.com': 'RDS',
  'replication.dynamodb.amazonaws.com': 'DynamoDBReplication',
  'spot.amazonaws.com': 'EC2Spot',
}

/** Roles that services of AWS's keep for themselves. */
export function serviceLinkedRoleOperations({ catalog, clock, ids }: IamDependencies): Record<string, Operation> {
  const create: Operation<iam.CreateServiceLinkedRoleRequest, iam.CreateServiceLinkedRoleResponse> = async (input, context) => {
    const { accountId } = context
    const service = input.AWSServiceName!
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com$/.test(service)) throw invalidInput(`Service role ${service} is not a valid service`)
    const suffix = input.CustomSuffix === undefined ? '' : `_${input.CustomSuffix}`
    const roleName = `AWSServiceRoleFor${NAMES[service] ?? derivedName(service)}${suffix}`
    const path = `${SERVICE_PATH}${service}/`
    const statement = { Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [service] } }
    const role: RoleRecord = {
      ...{ accountId, roleName, roleId: iamId('AROA', ids), path, arn: iamArn(context, `role${path}${roleName}`), createDate: clock.now() },
      assumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      ...(input.Description === undefined ? {} : { description: input.Description }),
      ...{ maxSessionDuration: 3600, tags: [], inlinePolicies: [], attachedPolicyArns: [] },
    }
    await catalog.update<RoleRecord, void>('role', roleKey(accountId, roleName), present => {
      if (present !== undefined) {
        throw invalidInput(`Service role name ${roleName} has been taken in this account, please try a different suffix.`)
      }
      return { next: role, result: undefined }
    })
    return { Role: roleAnswer(role) }
  }
  // AWS deletes them later, once nothing of the service needs them; nothing here does.
  const remove: Operation<iam.DeleteServiceLinkedRoleRequest, iam.DeleteServiceLinkedRoleResponse> = async (
    { RoleName },
    { accountId },
  ) => {
    const role = requireRole(catalog, accountId, RoleName!)
    const { path, roleName } = role
    if (!isOfService(role)) throw noSuchRole(RoleName!)
    await catalog.update<RoleRecord, void>('role', roleKey(accountId, roleName), () => ({ next: undefined, result: undefined }))
    return { DeletionTaskId: `task${path}${roleName}/${ids.uuid()}` }
  }
  const status: Operation<iam.GetServiceLinkedRoleDeletionStatusRequest, iam.GetServiceLinkedRoleDeletionStatusResponse> = ({
    DeletionTaskId,
  }) => {
    if (!/^task\/aws-service-role\/.+\/[0-9a-f-]{36}$/.test(DeletionTaskId!)) throw invalidInput('Deletion id is not valid.')
    return { Status: 'SUCCEEDED' }
  }
  return { CreateServiceLinkedRole: create, DeleteServiceLinkedRole: remove, GetServiceLinkedRoleDeletionStatus: status }
}

/** `access-analyzer.amazonaws.com` → `AccessAnalyzer`. */
function derivedName(service: string): string {
  const words = service.replace(/\.amazonaws\.com$/, '').split(/[.-]/)
  return words.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}
