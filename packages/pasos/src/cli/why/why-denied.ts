import { concerns, policyAllowing, type Refusal, type Statement, statementsIn } from '@pasos/asl'
import { signedRequest } from '../signed-request.ts'

/** Which statement denied a call, or that none allows it. */
export type Denial =
  | { kind: 'explicit'; principal: string; policy: string; statement: Statement }
  | { kind: 'nothing'; principal: string; statement: Statement }

/** Asks IAM about a role; undefined where it does not say, or would allow the call by now. */
export async function whyDenied(endpoint: string, roleArn: string, refusal: Refusal): Promise<Denial | undefined> {
  const { action, resource } = refusal
  const ask = (operation: string, parameters: Record<string, string>) => iam(endpoint, operation, parameters)
  const member = { 'ActionNames.member.1': action, ...(resource !== '*' && { 'ResourceArns.member.1': resource }) }
  const answer = await ask('SimulatePrincipalPolicy', { PolicySourceArn: roleArn, ...member })
  if (answer === undefined) return undefined
  const decision = textIn(answer, 'EvalDecision')
  if (decision === 'implicitDeny') {
    const [statement] = statementsIn(policyAllowing(action, resource))
    return { kind: 'nothing', principal: roleArn, statement: statement! }
  }
  const role = roleArn.slice(roleArn.lastIndexOf('/') + 1)
  const source = textIn(answer, 'SourcePolicyId')
  if (decision !== 'explicitDeny' || source === undefined) return undefined
  // IAM says of a policy of the role itself whose it is: `role_NAME_POLICY`.
  const policy = source.startsWith(`role_${role}_`) ? source.slice(`role_${role}_`.length) : source
  const document = await documentOf(ask, role, policy)
  const statement = statementsIn(document ?? '').find(each => each.Effect === 'Deny' && concerns(each, action, resource))
  return statement && { kind: 'explicit', principal: roleArn, policy, statement }
}

type Ask = (operation: string, parameters: Record<string, string>) => Promise<string | undefined>

/** A policy's document by its name: one of the role itself, or one that is attached. */
async function documentOf(ask: Ask, RoleName: string, policy: string): Promise<string | undefined> {
  const isArn = policy.startsWith('arn:')
  const own = isArn ? undefined : await ask('GetRolePolicy', { RoleName, PolicyName: policy })
  if (own !== undefined) return decoded(textIn(own, 'PolicyDocument'))
  const attached = (await ask('ListAttachedRolePolicies', { RoleName })) ?? ''
  const arns = [...attached.matchAll(/<PolicyArn>([^<]+)</g)].map(([, each]) => each!)
  const arn = isArn ? policy : arns.find(each => each.endsWith(`/${policy}`))
  const version = arn === undefined ? undefined : textIn((await ask('GetPolicy', { PolicyArn: arn })) ?? '', 'DefaultVersionId')
  if (arn === undefined || version === undefined) return undefined
  return decoded(textIn((await ask('GetPolicyVersion', { PolicyArn: arn, VersionId: version })) ?? '', 'Document'))
}

function decoded(text: string | undefined): string | undefined {
  return text === undefined ? undefined : decodeURIComponent(text)
}

async function iam(endpoint: string, Action: string, parameters: Record<string, string>): Promise<string | undefined> {
  const body = new URLSearchParams({ Action, Version: '2010-05-08', ...parameters }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const response = await signedRequest(endpoint, { service: 'iam', method: 'POST', headers, body })
  return response.ok ? response.text() : undefined
}

/** The text of the first element of a name in an answer of IAM. */
function textIn(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]
}
