import { partitionOf } from '@pasos/asl'

/** The ARN of something of IAM, in the partition of the region that was called: `path` is `role/NAME` and the like. */
export function iamArn({ region, accountId }: { region: string; accountId: string }, path: string): string {
  return `arn:${partitionOf(region)}:iam::${accountId}:${path}`
}

/** The account as a principal, in the partition of an ARN of its own. */
export function accountRoot(ownArn: string, accountId: string): string {
  return `arn:${partitionOfArn(ownArn)}:iam::${accountId}:root`
}

/** The ARN of a session of a role, in the role's partition. */
export function assumedRoleArn(roleArn: string, role: { accountId: string; roleName: string }, sessionName: string): string {
  return `arn:${partitionOfArn(roleArn)}:sts::${role.accountId}:assumed-role/${role.roleName}/${sessionName}`
}

function partitionOfArn(arn: string): string {
  return arn.split(':')[1] || 'aws'
}
