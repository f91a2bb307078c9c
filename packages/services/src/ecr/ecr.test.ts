import { expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'

it('there is no repository, and whoever asks for one by its name hears it as on AWS', async () => {
  const { call } = await lambdaWorld()
  expect(await call('ecr', 'DescribeRepositories', {})).toEqual({ repositories: [] })
  await expect(call('ecr', 'DescribeRepositories', { repositoryNames: ['shop'] })).rejects.toMatchObject({
    code: 'RepositoryNotFoundException',
    message: "The repository with name 'shop' does not exist in the registry with id '123456789012'",
  })
})
