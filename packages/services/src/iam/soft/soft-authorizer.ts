import type { Catalog, Clock, Ids } from '@pasos/engine'
import type { Refused, RoleAuthorizer } from '../authorizer.ts'
import { iamId } from '../iam-ids.ts'
import { findRoleByArn, parseRoleArn, type RoleRecord, roleKey } from '../role-record.ts'
import type { RoleUsage } from './role-usage.ts'

interface SoftPorts {
  catalog: Catalog
  clock: Clock
  ids: Ids
  usage: RoleUsage
  logger: { error(message: string, details: Record<string, unknown>): void }
}

/** So many different refusals are told; then they are only collected. */
const mostTold = 10_000

/**
 * Refuses nothing. What `strict` would have refused is told once each as a line of the log, whatever roles ask for is collected, and a
 * role that somebody hands over and that does not exist is made.
 */
export function softAuthorizer(strict: RoleAuthorizer, { catalog, clock, ids, usage, logger }: SoftPorts): RoleAuthorizer {
  const told = new Set<string>()

  /** A session's role, or the role itself. */
  const roleOf = (principalArn: string): string | undefined =>
    findRoleByArn(catalog, principalArn)?.arn ?? (parseRoleArn(principalArn)?.sessionName === undefined ? principalArn : undefined)

  function tolerates(refused: Refused): boolean {
    // Sessions of a role have made-up names: they are one.
    const key = `${roleOf(refused.principal) ?? refused.principal} ${refused.action} ${refused.resource}`
    if (told.has(key) || told.size >= mostTold) return true
    told.add(key)
    logger.error('iam soft: would have been refused', { ...refused })
    return true
  }

  function note(principalArn: string, action: string, resource: string, refused?: 'implicit-deny' | 'explicit-deny'): void {
    const roleArn = parseRoleArn(principalArn) && roleOf(principalArn)
    if (roleArn !== undefined) usage.note({ roleArn, action, resource, ...(refused && { refused }) })
  }

  async function make(roleArn: string, service: string): Promise<RoleRecord | undefined> {
    const { accountId, roleName, sessionName } = parseRoleArn(roleArn) ?? {}
    if (accountId === undefined || roleName === undefined || sessionName !== undefined) return undefined
    const made: RoleRecord = {
      ...{ accountId, roleName, roleId: iamId('AROA', ids), path: pathOf(roleArn), arn: roleArn, createDate: clock.now() },
      ...{ assumeRolePolicyDocument: trustOf(service), description: 'Made by --iam soft, because it was named and did not exist.' },
      ...{ maxSessionDuration: 3600, tags: [], inlinePolicies: [], attachedPolicyArns: [] },
    }
    return catalog.update<RoleRecord, RoleRecord>('role', roleKey(accountId, roleName), present => ({
      next: present ?? made,
      result: present ?? made,
    }))
  }

  return {
    tolerates,
    now: strict.now,
    roleFor: async (roleArn, service) => findRoleByArn(catalog, roleArn) ?? make(roleArn, service),
    authorize(request) {
      const decision = strict.authorize(request)
      const { principalArn: principal, action, resource } = request
      if (decision.allowed) note(principal, action, resource)
      else {
        note(principal, action, resource, decision.explicitDeny ? 'explicit-deny' : 'implicit-deny')
        tolerates({ principal, action, resource, reason: decision.message })
      }
      return { allowed: true }
    },
    trusts(roleArn, service, context) {
      if (parseRoleArn(roleArn) === undefined) return false
      usage.noteTrust(roleArn, service)
      if (findRoleByArn(catalog, roleArn) === undefined) {
        tolerates({ principal: service, action: 'sts:AssumeRole', resource: roleArn, reason: 'The role does not exist; it is made.' })
        make(roleArn, service).catch(error => logger.error('a role could not be made', { error, roleArn }))
      } else if (!strict.trusts(roleArn, service, context)) {
        tolerates({
          principal: service,
          action: 'sts:AssumeRole',
          resource: roleArn,
          reason: 'The trust policy of the role does not name it.',
        })
      }
      return true
    },
    authorizeCaller(context, action, resource, more) {
      const { arn } = context.caller
      const refusal = strict.authorizeCaller(context, action, resource, more)
      if (refusal === undefined) {
        note(arn, action, resource)
        return undefined
      }
      note(arn, action, resource, refusal.includes('with an explicit deny') ? 'explicit-deny' : 'implicit-deny')
      tolerates({ principal: arn, action, resource, reason: refusal })
      return undefined
    },
  }
}

function pathOf(roleArn: string): string {
  const path = roleArn.slice(roleArn.indexOf(':role/') + ':role'.length)
  return path.slice(0, path.lastIndexOf('/') + 1)
}

function trustOf(service: string): string {
  const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}
