import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from '../dependencies.ts'
import { noSuchLoginProfile } from '../errors.ts'
import { page } from '../paging.ts'
import { userOf } from './access-keys.ts'

/**
 * Users have access keys and nothing else to show who they are. Who takes a user away asks for the rest first: Terraform's `force_destroy`,
 * consoles and scripts. They are told that there is none.
 */
export function otherCredentialOperations({ catalog }: IamDependencies): Record<string, Operation> {
  const noneOf =
    (member: string): Operation<iam.ListMFADevicesRequest> =>
    (input, context) => {
      userOf(catalog, input.UserName, context)
      return { [member]: [], ...page([], String, input).answer }
    }
  const withoutPassword: Operation<{ UserName?: string }> = ({ UserName }, context) => {
    throw noSuchLoginProfile(userOf(catalog, UserName, context).userName)
  }
  const withoutServices: Operation<iam.ListServiceSpecificCredentialsRequest> = ({ UserName }, context) => {
    userOf(catalog, UserName, context)
    return { ServiceSpecificCredentials: [] }
  }
  return {
    DeleteLoginProfile: withoutPassword,
    GetLoginProfile: withoutPassword,
    ListMFADevices: noneOf('MFADevices'),
    ListSSHPublicKeys: noneOf('SSHPublicKeys'),
    ListServiceSpecificCredentials: withoutServices,
    ListSigningCertificates: noneOf('Certificates'),
    ListVirtualMFADevices: input => ({ VirtualMFADevices: [], ...page([], String, input as iam.ListVirtualMFADevicesRequest).answer }),
  }
}
