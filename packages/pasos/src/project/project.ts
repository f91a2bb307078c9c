import type { FunctionCode } from '@pasos/iac'

/** A folder with state machines and functions, as `pasos dev` and `pasos deploy` see it. */
export interface Project {
  machines: readonly ProjectMachine[]
  functions: readonly ProjectFunction[]
}

export interface ProjectMachine {
  name: string
  /** Where it is written, relative to the folder. */
  file: string
  /** In JSON, with placeholders. */
  definition: string
  type: 'STANDARD' | 'EXPRESS'
}

export type ProjectFunction = FunctionCode & {
  name: string
  runtime: string
  handler: string
  timeoutSeconds?: number
  memoryMb?: number
  environment?: Record<string, string>
}

/** A file of the folder that is not as it should be; says which and why. */
export class ProjectError extends Error {
  override name = 'ProjectError'
}
