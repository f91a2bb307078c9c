import { ApiError, type Operation } from '@pasos/wire'

interface DescribeRepositoriesRequest {
  repositoryNames?: string[]
  registryId?: string
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html @throws ApiError RepositoryNotFoundException */
export const describeRepositories: Operation<DescribeRepositoriesRequest, { repositories: [] }> = (input, { accountId }) => {
  const { repositoryNames: [name] = [], registryId = accountId } = input
  if (name === undefined) return { repositories: [] }
  throw new ApiError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${registryId}'`,
  )
}
