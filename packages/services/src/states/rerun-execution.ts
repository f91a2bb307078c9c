import { parseJson } from '@pasos/asl'
import type { ExecutionRecord, StartRequest } from '@pasos/engine'
import type { Operation } from '@pasos/wire'
import { executionArn as arnOfExecution, parseExecutionArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import {
  executionDoesNotExist,
  invalidDefinition,
  invalidExecutionInput,
  stateMachineDoesNotExist,
  typeNotSupported,
  validation,
} from './errors.ts'
import { checkReadingOf } from './execution-settings.ts'
import { checkName } from './names.ts'
import { linkWrite } from './rerun-links.ts'
import { machineStates, pointOf, type VisitedState } from './rerun-point.ts'
import { start } from './start.ts'
import { findMachine, requireActive, type StateMachineRecord } from './state-machine-record.ts'

export interface RerunExecutionInput {
  executionArn?: string
  /** Without it, the state that `eventId` entered. */
  stateName?: string
  /** The event that entered the state; without it, the last that did. */
  eventId?: number
  /** In place of the recorded input of the state. */
  input?: string
  /** In place of the definition that the execution ran. */
  definition?: string
  name?: string
}

export interface RerunExecutionOutput {
  executionArn: string
  startDate: Date
  stateName: string
  eventId: number
}

/**
 * Starts an execution that begins at a state of another one, with that state's recorded input and the variables as they were. An extension;
 * docs/reference/rerun.md.
 */
export function rerunExecution(deps: StatesDependencies): Operation<RerunExecutionInput, RerunExecutionOutput> {
  return async (asked, context) => {
    const arn = asked.executionArn!
    parseExecutionArn(arn)
    const parent = await deps.index.describe(arn)
    if (!parent) throw executionDoesNotExist(arn)
    const machine = machineOf(deps, parent)
    if (asked.name !== undefined) checkName(asked.name)
    const own = await deps.index.definition(parent.definitionId)
    if (own === undefined) throw executionDoesNotExist(arn)
    await checkReadingOf(deps, parent, context)
    const point = await pointOf(deps.index, arn, own, asked)
    const definition = checkedDefinition(deps, machine, point, asked.definition) ?? own
    const input = asked.input ?? point.input
    const problem = deps.checks.jsonProblem(input)
    if (problem !== undefined) throw invalidExecutionInput(problem)
    const record = await start(deps, requestFor(deps, { parent, machine, definition, point, input, asked }))
    const { executionArn, startDate } = record
    return { executionArn, startDate: new Date(startDate), stateName: point.stateName, eventId: point.eventId }
  }
}

/** @throws ApiError for what can't be run again */
function machineOf({ catalog }: StatesDependencies, { type, mapRun, stateMachineArn }: ExecutionRecord): StateMachineRecord {
  if (type === 'EXPRESS') throw typeNotSupported()
  if (mapRun !== undefined)
    throw validation('A child execution of a Map Run cannot be rerun. Redrive its parent, or rerun its parent from the Map state.')
  const machine = findMachine(catalog, stateMachineArn)
  if (!machine) throw stateMachineDoesNotExist(stateMachineArn)
  requireActive(machine)
  return machine
}

function checkedDefinition(
  { checks }: StatesDependencies,
  { type }: StateMachineRecord,
  { stateName }: VisitedState,
  definition: string | undefined,
): string | undefined {
  if (definition === undefined) return undefined
  const refusal = checks.refuse(definition, type)
  if (refusal !== undefined) throw invalidDefinition(refusal)
  if (!Object.hasOwn(machineStates(definition), stateName))
    throw validation(`The definition that was sent has no state '${stateName}' beside its first one.`)
  return definition
}

/** The machine's present role does the work; the execution's own input stays what it was, so that the context object tells the same. */
function requestFor(
  deps: Pick<StatesDependencies, 'ids' | 'clock'>,
  given: {
    parent: ExecutionRecord
    machine: StateMachineRecord
    definition: string
    point: VisitedState
    input: string
    asked: RerunExecutionInput
  },
): StartRequest {
  const { parent, machine, definition, point, input, asked } = given
  const name = asked.name ?? deps.ids.uuid()
  const executionArn = arnOfExecution(machine.stateMachineArn, name, undefined)
  const { stateName, eventId, variables } = point
  const link = {
    ...{ executionArn, startDate: deps.clock.now(), stateName, eventId },
    ...{ hasOtherInput: input !== point.input, hasOtherDefinition: asked.definition !== undefined },
  }
  const from = { state: stateName, input: parseJson(input), inputText: input, variables, executionArn: parent.executionArn, eventId }
  const isSameVersion = asked.definition === undefined && parent.stateMachineVersionArn !== undefined
  return {
    ...(asked.name === undefined && { isNewName: true as const }),
    ...{
      executionArn,
      name,
      stateMachineArn: machine.stateMachineArn,
      stateMachineName: machine.name,
      roleArn: machine.roleArn,
      definition,
    },
    ...{ type: 'STANDARD' as const, input: parent.input },
    ...(isSameVersion && { stateMachineVersionArn: parent.stateMachineVersionArn! }),
    from,
    data: [linkWrite(parent.executionArn, link)],
  }
}
