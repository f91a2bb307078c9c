import * as sdk from '@aws-sdk/client-iam'
import { expect, it } from 'vitest'
import { iamWorld } from '../testing/iam-world.ts'

const UserName = 'ana'

const empty = (name: string): object =>
  name === 'ListServiceSpecificCredentialsCommand'
    ? { ServiceSpecificCredentials: [] }
    : { IsTruncated: false, [name.replace(/^List|Command$/g, '').replace('SigningC', 'C')]: [] }

it.each([
  sdk.ListMFADevicesCommand,
  sdk.ListSSHPublicKeysCommand,
  sdk.ListSigningCertificatesCommand,
  sdk.ListServiceSpecificCredentialsCommand,
] as const)('whoever takes a user away is told that there is nothing else to take first: %o', async Command => {
  const owner = iamWorld().iam()
  await owner.send(new sdk.CreateUserCommand({ UserName }))
  const send = (name: string): Promise<object> => owner.send(new Command({ UserName: name }) as sdk.ListMFADevicesCommand)
  expect(await send(UserName)).toMatchObject(empty(Command.name))
  await expect(send('nobody')).rejects.toMatchObject({ name: 'NoSuchEntityException' })
})

it('users have no passwords, the account no devices', async () => {
  const owner = iamWorld().iam()
  await owner.send(new sdk.CreateUserCommand({ UserName }))
  const missing = { name: 'NoSuchEntityException', message: 'Login Profile for User ana cannot be found.' }
  await expect(owner.send(new sdk.GetLoginProfileCommand({ UserName }))).rejects.toMatchObject(missing)
  await expect(owner.send(new sdk.DeleteLoginProfileCommand({ UserName }))).rejects.toMatchObject(missing)
  await expect(owner.send(new sdk.DeleteLoginProfileCommand({ UserName: 'nobody' }))).rejects.toThrow('The user with name nobody')
  const devices = await owner.send(new sdk.ListVirtualMFADevicesCommand({ AssignmentStatus: 'Assigned' }))
  expect(devices).toMatchObject({ VirtualMFADevices: [], IsTruncated: false })
})
