import type { Authorization, Catalog, Clock } from '@pasos/engine'
import type { Caller, WhyDenied } from '@pasos/wire'
import type { CredentialStore, TemporaryCredential } from '../sts/credential-store.ts'
import { isFederatedArn } from '../sts/federated-arn.ts'
import type { Request, RoleAuthorizer } from './authorizer.ts'
import { accountOf, callerKeys, callKeys } from './context-keys.ts'
import type { ContextValues } from './policy/request-context.ts'
import { refusalText } from './refusal-text.ts'
import { callerDecision } from './resource-policy.ts'
import { parseRoleArn } from './role-record.ts'
import { isUserArn } from './users/user-record.ts'

interface CallerPorts {
  catalog: Catalog
  clock: Clock
  credentials: CredentialStore
}

/** See {@link RoleAuthorizer.authorizeCaller}; `decide` asks the policies of whoever holds them. */
export function callerAuthorization(
  { catalog, clock, credentials }: CallerPorts,
  decide: (request: Request) => Authorization,
): RoleAuthorizer['authorizeCaller'] {
  return (context, action, resource, { keys = {}, resourcePolicy, resourcePolicyRules, owner, told } = {}) => {
    const { caller } = context
    const isForeign = (accountOf(resource) ?? owner ?? caller.accountId) !== caller.accountId
    // Everybody else is the account itself, which may do everything in it.
    const isHeld = parseRoleArn(caller.arn) !== undefined || isUserArn(caller.arn) || isFederatedArn(caller.arn)
    if (!isHeld && !isForeign) return undefined
    const session = credentials.session(caller.accessKeyId)
    let found: ContextValues | undefined
    const values = (): ContextValues => {
      found ??= {
        ...{ ...callKeys(clock.now(), resource, owner), ...callerKeys({ catalog, credentials }, context) },
        ...(typeof keys === 'function' ? keys() : keys),
      }
      return found
    }
    const asked = { action, resource, resourcePolicy, context: values }
    const granted = callerDecision(catalog, caller, { ...asked, isForeign })
    // What the policy says to the whole account it says to whoever comes from another one.
    const needsPolicy = isForeign || (resourcePolicyRules === true && resourcePolicy !== undefined)
    const letIn = needsPolicy ? callerDecision(catalog, caller, { ...asked, isForeign: true }) : 'allow'
    const called = () => told?.() ?? { action, resource }
    const refusal = (reason: string) => refusalText(caller.arn, called(), reason)
    // What another account's resource says of itself is not for its callers.
    const tell = (why: WhyDenied | undefined) => context.noteDenied?.(isForeign ? undefined : why)
    const byResource = { action, resource, policyType: 'resource-based policy' }
    if (granted === 'explicit-deny') {
      tell({ decision: 'explicitDeny', ...byResource })
      return refusal('with an explicit deny in a resource-based policy')
    }
    if (letIn !== 'allow') {
      tell({ decision: 'implicitDeny', ...byResource })
      return refusal(`because no resource-based policy allows the ${called().action} action`)
    }
    if (!isHeld) return undefined
    // AWS: who has a federation token calls neither IAM nor STS, whatever its policies say.
    if (isFederatedArn(caller.arn) && /^(iam|sts):/.test(action))
      return refusal(`because no session policy allows the ${called().action} action`)
    const { principalArn, holderId, user, federatedBy } = heldBy(caller, session)
    const isGranted = granted === 'allow' && !isForeign
    const sessionPolicies = session?.sessionPolicies
    const result = decide({
      principalArn,
      holderId,
      user,
      federatedBy,
      action,
      resource,
      told,
      context: values,
      isGranted,
      sessionPolicies,
      tell,
    })
    return result.allowed ? undefined : result.message
  }
}

/** Of a session what stands before its name. */
function holderIdOf({ userId }: Caller): string {
  const colon = userId.indexOf(':')
  return colon < 0 ? userId : userId.slice(0, colon)
}

/** Whose policies count: the caller's own, or those of the user for whom it acts. */
function heldBy(
  caller: Caller,
  session: TemporaryCredential | undefined,
): Pick<Request, 'principalArn' | 'holderId' | 'user' | 'federatedBy'> {
  if (!isFederatedArn(caller.arn)) return { principalArn: caller.arn, holderId: holderIdOf(caller) }
  const holder = session?.onBehalfOf
  if (holder === 'root') return { principalArn: caller.arn, user: caller.arn, federatedBy: 'root' }
  return { principalArn: holder?.arn ?? '', holderId: holder?.id ?? '', user: caller.arn, federatedBy: 'user' }
}
