import type { Project } from '../project/project.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'

/**
 * The project in a folder.
 * @throws CommandError for what is wrong in it, or where there is nothing
 */
export async function readFolder(folder: string, functions: string | undefined): Promise<Project> {
  const [{ readProject }, { ProjectError }] = await Promise.all([import('../project/read-project.ts'), import('../project/project.ts')])
  try {
    const project = readProject(folder, functions)
    if (project.machines.length + project.functions.length > 0) return project
  } catch (error) {
    if (error instanceof ProjectError) throw new CommandError(error.message, EXIT.usage)
    throw error
  }
  throw new CommandError(message('nothingToDeploy', { folder }), EXIT.usage)
}
