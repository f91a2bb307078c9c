import { awsQuery, textIn } from './aws-query.ts'

const call = awsQuery('iam', '2010-05-08')

export interface Role {
  name: string
  arn: string
}

/** The account's roles, all pages of them. */
export async function listRoles(): Promise<Role[]> {
  const roles: Role[] = []
  for (let marker: string | undefined = ''; marker !== undefined; ) {
    const page: Document = await call('ListRoles', { Marker: marker || undefined })
    for (const member of page.querySelectorAll('Roles > member'))
      roles.push({ name: textIn(member, 'RoleName') ?? '', arn: textIn(member, 'Arn') ?? '' })
    marker = textIn(page, 'Marker')
  }
  return roles
}

export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny'

/** What a role's policies say to one action on each of the resources, which are ARNs or `*`. */
export async function simulateRole(roleArn: string, action: string, resources: readonly string[]): Promise<Decision[]> {
  const page = await call('SimulatePrincipalPolicy', { PolicySourceArn: roleArn, ActionNames: [action], ResourceArns: resources })
  return [...page.querySelectorAll('EvaluationResults > member')].map(member => textIn(member, 'EvalDecision') as Decision)
}
