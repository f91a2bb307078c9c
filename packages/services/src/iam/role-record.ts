import type { Catalog } from '@pasos/engine'
import { remembered } from '@pasos/integrations'

export interface IamTag {
  Key: string
  Value: string
}

/** Kind `role`. Dates are epoch milliseconds, documents JSON text as it was sent. */
export interface RoleRecord {
  accountId: string
  roleName: string
  roleId: string
  path: string
  arn: string
  createDate: number
  assumeRolePolicyDocument: string
  description?: string
  maxSessionDuration: number
  permissionsBoundary?: string
  tags: IamTag[]
  inlinePolicies: { name: string; document: string }[]
  attachedPolicyArns: string[]
}

/** Where the roles are that a service of AWS's keeps for itself: nobody else changes them. */
export const SERVICE_PATH = '/aws-service-role/'

export function isOfService({ path }: Pick<RoleRecord, 'path'>): boolean {
  return path.startsWith(SERVICE_PATH)
}

/** Names of roles differ in more than case. */
export function roleKey(accountId: string, roleName: string): string {
  return `${accountId}/${roleName.toLowerCase()}`
}

export function findRole(catalog: Catalog, accountId: string, roleName: string): RoleRecord | undefined {
  return catalog.get<RoleRecord>('role', roleKey(accountId, roleName))
}

/** The role a role ARN or the ARN of an assumed role's session belongs to. */
export function findRoleByArn(catalog: Catalog, arn: string): RoleRecord | undefined {
  const parsed = parseRoleArn(arn)
  const role = parsed && catalog.get<RoleRecord>('role', parsed.key)
  // A role made again under the same name, but another path, is another role.
  return role !== undefined && (parsed?.sessionName !== undefined || role.arn === arn) ? role : undefined
}

export interface RoleArn {
  accountId: string
  roleName: string
  /** In the catalog: the same text each time, as one that was put together anew is hashed anew for each look. */
  key: string
  /** Present in the ARN of a session: `arn:aws:sts::…:assumed-role/NAME/SESSION`. */
  sessionName?: string
}

/** A decision asks for the same ARN half a dozen times, and a role's callers have few. */
export const parseRoleArn: (arn: string) => Readonly<RoleArn> | undefined = remembered(2_000, takenApart)

function takenApart(arn: string): RoleArn | undefined {
  const role = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn)
  if (role !== null) return { accountId: role[1]!, roleName: role[2]!, key: roleKey(role[1]!, role[2]!) }
  const session = /^arn:aws[a-z-]*:sts::(\d{12}):assumed-role\/([^/]+)\/([^/]+)$/.exec(arn)
  if (session === null) return undefined
  return { accountId: session[1]!, roleName: session[2]!, sessionName: session[3]!, key: roleKey(session[1]!, session[2]!) }
}

/** All roles of an account, in the order of their names. */
export function listRoleRecords(catalog: Catalog, accountId: string): RoleRecord[] {
  return catalog.list<RoleRecord>('role', `${accountId}/`)
}
