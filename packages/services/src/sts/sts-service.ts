import { ApiError, type ServiceOperations } from '@pasos/wire'
import { refusingMembers } from '../declaration/refused-members.ts'
import { assumeRole } from './assume-role.ts'
import type { StsDependencies } from './dependencies.ts'
import { getFederationToken } from './federated-user.ts'
import { getAccessKeyInfo } from './get-access-key-info.ts'
import { getCallerIdentity } from './get-caller-identity.ts'
import { getSessionToken } from './get-session-token.ts'
import { withoutSecondFactor } from './second-factor.ts'
import { assumeRoleWithWebIdentity } from './web-identity/assume-role-with-web-identity.ts'

export function createStsService(deps: StsDependencies): ServiceOperations {
  return {
    scope: 'sts',
    operations: refusingMembers(
      {
        AssumeRole: withoutSecondFactor(assumeRole(deps)),
        AssumeRoleWithSAML: async (input, context) =>
          (await import('./saml/assume-role-with-saml.ts')).assumeRoleWithSaml(deps)(input, context),
        AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity(deps),
        GetAccessKeyInfo: getAccessKeyInfo(deps),
        GetCallerIdentity: getCallerIdentity,
        GetFederationToken: getFederationToken(deps),
        GetSessionToken: withoutSecondFactor(getSessionToken(deps)),
      },
      // Of assertions and providers that there are not here; whoever names them believes that they are checked.
      { AssumeRole: ['ProvidedContexts'], AssumeRoleWithWebIdentity: ['ProviderId'] },
      member => new ApiError('ValidationError', `${member} is not served here.`),
    ),
  }
}
