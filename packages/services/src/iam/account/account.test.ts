import {
  CreateAccountAliasCommand,
  CreateGroupCommand,
  CreateServiceLinkedRoleCommand,
  DeleteAccountAliasCommand,
  DeleteAccountPasswordPolicyCommand,
  DeleteRoleCommand,
  DeleteServiceLinkedRoleCommand,
  GetAccountPasswordPolicyCommand,
  GetAccountSummaryCommand,
  GetRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  ListAccountAliasesCommand,
  PutRolePolicyCommand,
  UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam'
import { expect, it } from 'vitest'
import { account, allow, iamWorld } from '../testing/iam-world.ts'

it('an account has one alias, which no other account has', async () => {
  const { iam } = iamWorld()
  const [owner, other] = [iam(), iam({ accessKeyId: '210987654321', secretAccessKey: 'x' })]
  await owner.send(new CreateAccountAliasCommand({ AccountAlias: 'first' }))
  await owner.send(new CreateAccountAliasCommand({ AccountAlias: 'finances' }))
  expect((await owner.send(new ListAccountAliasesCommand({}))).AccountAliases).toEqual(['finances'])
  await expect(other.send(new CreateAccountAliasCommand({ AccountAlias: 'finances' }))).rejects.toThrow('already exists')
  await expect(owner.send(new CreateAccountAliasCommand({ AccountAlias: 'no--good' }))).rejects.toThrow()
  await expect(owner.send(new DeleteAccountAliasCommand({ AccountAlias: 'first' }))).rejects.toThrow('cannot be found')
  await owner.send(new DeleteAccountAliasCommand({ AccountAlias: 'finances' }))
  expect((await owner.send(new ListAccountAliasesCommand({}))).AccountAliases).toEqual([])
})

it('a password policy is stored whole, what is not named as AWS has it by default', async () => {
  const owner = iamWorld().iam()
  const get = () => owner.send(new GetAccountPasswordPolicyCommand({}))
  await expect(get()).rejects.toThrow(`The Password Policy with domain name ${account} cannot be found.`)
  await owner.send(new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 14, RequireSymbols: true }))
  await owner.send(new UpdateAccountPasswordPolicyCommand({ MaxPasswordAge: 90 }))
  expect((await get()).PasswordPolicy).toEqual({
    ...{ MinimumPasswordLength: 6, RequireSymbols: false, RequireNumbers: false, RequireUppercaseCharacters: false },
    ...{
      RequireLowercaseCharacters: false,
      AllowUsersToChangePassword: false,
      ExpirePasswords: true,
      MaxPasswordAge: 90,
      HardExpiry: false,
    },
  })
  await owner.send(new DeleteAccountPasswordPolicyCommand({}))
  await expect(get()).rejects.toThrow('cannot be found')
})

it('the summary counts what there is', async () => {
  const owner = iamWorld().iam()
  await owner.send(new CreateGroupCommand({ GroupName: 'g' }))
  expect((await owner.send(new GetAccountSummaryCommand({}))).SummaryMap).toMatchObject({ Groups: 1, Users: 0, GroupsQuota: 300 })
})

it('a role of a service is made under its path, changed by nobody, and deleted by its own operation', async () => {
  const owner = iamWorld().iam()
  const create = (CustomSuffix?: string) =>
    owner.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'access-analyzer.amazonaws.com', CustomSuffix }))
  const { Role } = await create()
  const RoleName = 'AWSServiceRoleForAccessAnalyzer'
  expect(Role?.Arn).toBe(`arn:aws:iam::${account}:role/aws-service-role/access-analyzer.amazonaws.com/${RoleName}`)
  await expect(create()).rejects.toThrow('has been taken in this account')
  await create('two')
  const isProtected = `Cannot perform the operation on the protected role '${RoleName}'`
  await expect(owner.send(new DeleteRoleCommand({ RoleName }))).rejects.toThrow(isProtected)
  const put = new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: allow('s3:*') })
  await expect(owner.send(put)).rejects.toThrow(isProtected)
  const { DeletionTaskId } = await owner.send(new DeleteServiceLinkedRoleCommand({ RoleName }))
  expect((await owner.send(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }))).Status).toBe('SUCCEEDED')
  await expect(owner.send(new GetRoleCommand({ RoleName }))).rejects.toThrow('cannot be found')
})
