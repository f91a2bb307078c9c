import { it } from 'vitest'
import { expectForgotten, type Saying } from './testing/said-no-more.ts'

const PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }] }

it('policies are taken from whom they are said to be with no more', async () => {
  const entities = (PolicyArn: string): [string, string, object] => ['iam', 'ListEntitiesForPolicy', { PolicyArn }]
  const holders = { Roles: ['functions'], Groups: ['team'], Users: ['ana'] }
  const names = { Roles: 'Role', Groups: 'Group', Users: 'User' } as const
  await expectForgotten(
    [
      ...Object.entries(holders).map(
        ([property, names]): Saying => ({
          ...{ type: 'IAM::ManagedPolicy', base: { PolicyDocument }, more: { [property]: names }, read: entities },
          passing: ['RoleId', 'GroupId', 'UserId'],
        }),
      ),
      ...Object.entries(holders).map(
        ([property, [name]]): Saying => ({
          ...{ type: 'IAM::Policy', base: { PolicyName: property, PolicyDocument }, more: { [property]: [name] } },
          read: () => {
            const kind = names[property as keyof typeof names]
            return ['iam', `List${kind}Policies`, { [`${kind}Name`]: name }]
          },
        }),
      ),
    ],
    {},
    async ({ call }) => {
      await call('iam', 'CreateGroup', { GroupName: 'team' })
      await call('iam', 'CreateUser', { UserName: 'ana' })
    },
  )
})
