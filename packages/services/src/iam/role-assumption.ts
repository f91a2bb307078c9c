import type { Catalog, RoleAssumption } from '@pasos/engine'
import type { RoleAuthorizer } from './authorizer.ts'
import { callKeys, holderKeys, insideKeys } from './context-keys.ts'
import { accountRoot } from './iam-arn.ts'
import { findRoleByArn, parseRoleArn } from './role-record.ts'
import { trustDecision } from './trust.ts'

/**
 * Whether a state machine's role may assume the role of a task. The target's trust policy decides, which sees the state machine's ARN
 * as the external id; the role needs the permission besides, unless the trust policy of a role of the same account names it, and none
 * of its own policies may deny it.
 */
export function createRoleAssumption({ catalog, authorizer }: { catalog: Catalog; authorizer: RoleAuthorizer }): RoleAssumption {
  return {
    mayAssume({ roleArn, targetRoleArn, stateMachineArn }) {
      const target = findRoleByArn(catalog, targetRoleArn)
      const { accountId = '' } = parseRoleArn(roleArn) ?? {}
      const asked = { principal: roleArn, action: 'sts:AssumeRole', resource: targetRoleArn }
      if (target === undefined) return authorizer.tolerates({ ...asked, reason: 'The role does not exist.' })
      const own = findRoleByArn(catalog, roleArn)
      const context = { 'sts:ExternalId': stateMachineArn, 'sts:RoleSessionName': stateMachineArn.split(':')[6] ?? '' }
      const keys = {
        ...{ ...callKeys(authorizer.now(), target.arn), ...insideKeys, ...(own && holderKeys(own)) },
        ...{ 'aws:PrincipalArn': roleArn, 'aws:PrincipalAccount': accountId },
        ...context,
      }
      const trusts = (account: string, arns: string[]): boolean => trustDecision(target, { accountId: account, arns }, keys) === 'allow'
      if (!trusts(accountId, [roleArn, accountRoot(roleArn, accountId)])) {
        return authorizer.tolerates({ ...asked, reason: 'The trust policy of the role does not let it in.' })
      }
      const isGranted = target.accountId === accountId && trusts('', [roleArn])
      return authorizer.authorize({ principalArn: roleArn, action: 'sts:AssumeRole', resource: target.arn, context, isGranted }).allowed
    },
  }
}
