import type { ServiceOperations } from '@pasos/wire'
import { assumeRole } from './assume-role.ts'
import type { StsDependencies } from './dependencies.ts'
import { getCallerIdentity } from './get-caller-identity.ts'
import { getSessionToken } from './get-session-token.ts'

export function createStsService(deps: StsDependencies): ServiceOperations {
  return {
    scope: 'sts',
    operations: {
      AssumeRole: assumeRole(deps),
      GetCallerIdentity: getCallerIdentity,
      GetSessionToken: getSessionToken(deps),
    },
  }
}
