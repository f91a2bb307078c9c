import {
  CreateAccessKeyCommand,
  CreateAccountAliasCommand,
  CreateGroupCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  DeleteAccountAliasCommand,
  DeleteAccountPasswordPolicyCommand,
  DeleteRoleCommand,
  DeleteServiceLinkedRoleCommand,
  GenerateCredentialReportCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountPasswordPolicyCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  GetRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  ListAccountAliasesCommand,
  PutRolePolicyCommand,
  UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam'
import { describe, expect, it } from 'vitest'
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

describe('the credential report', () => {
  it('tells of each user its keys and when they were used, and is made anew after four hours', async () => {
    const { iam, clock } = iamWorld()
    const owner = iam()
    const get = () => owner.send(new GetCredentialReportCommand({}))
    const generate = async () => (await owner.send(new GenerateCredentialReportCommand({}))).State
    await expect(get()).rejects.toMatchObject({ name: 'CredentialReportNotPresentException' })
    await owner.send(new CreateUserCommand({ UserName: 'ana' }))
    const { AccessKey } = await owner.send(new CreateAccessKeyCommand({ UserName: 'ana' }))
    const key = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! }
    await expect(iam(key, 'eu-west-1').send(new ListAccountAliasesCommand({}))).rejects.toThrow('not authorized')
    const lastUsed = () => owner.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: key.accessKeyId }))
    await expect.poll(async () => (await lastUsed()).AccessKeyLastUsed?.ServiceName).toBe('iam')
    expect([await generate(), await generate()]).toEqual(['STARTED', 'COMPLETE'])
    const { Content, ReportFormat } = await get()
    const [columns = [], root, user = []] = Buffer.from(Content!)
      .toString()
      .split('\n')
      .map(line => line.split(','))
    const cell = (name: string) => user[columns.indexOf(name)]
    expect([ReportFormat, columns.length, root?.length, user.length]).toEqual(['text/csv', 22, 22, 22])
    expect(root?.slice(0, 2)).toEqual(['<root_account>', `arn:aws:iam::${account}:root`])
    expect([cell('user'), cell('password_enabled'), cell('access_key_1_active')]).toEqual(['ana', 'false', 'true'])
    expect([cell('access_key_1_last_used_region'), cell('access_key_1_last_used_service')]).toEqual(['eu-west-1', 'iam'])
    expect([cell('access_key_2_active'), cell('access_key_2_last_used_date')]).toEqual(['false', 'N/A'])
    clock.advance(4 * 3600_000)
    await expect(owner.send(new GetCredentialReportCommand({}))).rejects.toMatchObject({ name: 'CredentialReportExpiredException' })
    expect((await owner.send(new GenerateCredentialReportCommand({}))).State).toBe('STARTED')
  })

  it('quotes names with commas, which would move the cells behind them', async () => {
    const owner = iamWorld().iam()
    await owner.send(new CreateUserCommand({ UserName: 'ana,true' }))
    await owner.send(new GenerateCredentialReportCommand({}))
    const { Content } = await owner.send(new GetCredentialReportCommand({}))
    expect(Buffer.from(Content!).toString()).toContain(`\n"ana,true","arn:aws:iam::${account}:user/ana,true",2`)
  })
})
