import type { StepEnvironment, ValidateResult } from '@pasos/asl'
import type { Activities, Authorizer, Catalog, Clock, DataStore, ExecutionIndex, Ids, LongExpressions, Runtime } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import type { ProveKey } from './key-proof.ts'
import type { RunTask } from './run-task.ts'

/** What the language says about a text. */
export interface LanguageChecks {
  /** The text of AWS's InvalidDefinition, or nothing when a state machine may be created from it. */
  refuse(definition: string, type: MachineType): string | undefined
  /** What ValidateStateMachineDefinition answers. */
  validate(definition: string, type: MachineType, options: { severity?: 'ERROR' | 'WARNING'; maxResults?: number }): ValidateResult
  /** Why a text is no JSON, in the words of AWS's parser; nothing when it is. */
  jsonProblem(text: string): string | undefined
}

export type MachineType = 'STANDARD' | 'EXPRESS'

/** AWS's quotas. `Infinity` lifts one. */
export interface StatesLimits {
  openExecutions: number
  stateMachines: number
  activities: number
  versionsPerMachine: number
  aliasesPerMachine: number
  tagsPerResource: number
  redrivableMs: number
  redrivableEvents: number
}

const DAY_MS = 86_400_000

/** Developer guide, "Quotas". */
export const awsLimits: StatesLimits = {
  openExecutions: 1_000_000,
  stateMachines: 100_000,
  activities: 100_000,
  versionsPerMachine: 1000,
  aliasesPerMachine: 100,
  tagsPerResource: 50,
  redrivableMs: 14 * DAY_MS,
  redrivableEvents: 24_999,
}

export interface StatesDependencies {
  catalog: Catalog
  data: DataStore
  runtime: Runtime
  index: ExecutionIndex
  activities: Pick<Activities, 'poll'>
  /** For TestState. */
  runTask: RunTask
  /** Why a task with such parameters cannot be scheduled, for TestState too. */
  refuseTask: NonNullable<StepEnvironment['refuseTask']>
  /** Where TestState's expressions are computed that take long. */
  longExpressions?: Pick<LongExpressions, 'compute'> | undefined
  clock: Clock
  ids: Ids
  checks: LanguageChecks
  /** Whether the role's trust policy lets the service assume it. */
  trusts(roleArn: string, servicePrincipal: string, context: Record<string, string>): boolean
  /** Whether a log group exists; `arn` ends in `:*`, as LoggingConfiguration has it. */
  logGroupExists(arn: string): boolean
  /** Asks KMS about keys of the customer's. */
  proveKey: ProveKey
  /** When given, a role must be allowed to deliver logs before a machine that logs is accepted, as at AWS. */
  authorizer?: Authorizer
  /** Why the caller may not see what connections put into requests; nothing when they may. */
  mayReveal?(context: OperationContext): string | undefined
  limits: StatesLimits
}

/** What is only read goes by. */
export type ReadDependencies = Pick<StatesDependencies, 'catalog' | 'index' | 'clock' | 'limits' | 'proveKey'>
