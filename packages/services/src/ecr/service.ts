import { arnOf } from '../declaration/access.ts'
import type { Service } from '../declaration/service.ts'

/**
 * Elastic Container Registry, as far as tools ask whether there is a repository of theirs: there is none, as no images are kept here.
 */
export const ecrService: Service = {
  scope: 'ecr',
  operations: {
    DescribeRepositories: {
      resources: (input, context) => {
        const names = [input['repositoryNames']].flat().filter(name => typeof name === 'string')
        return names.length === 0 ? ['*'] : names.map(name => arnOf(name, 'repository/', context))
      },
    },
  },
  async open() {
    const { describeRepositories } = await import('./describe-repositories.ts')
    return { operations: { DescribeRepositories: describeRepositories }, face: undefined }
  },
}
