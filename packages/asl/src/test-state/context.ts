import { formatTimestamp } from '../choice/timestamp.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { TestStateRefusal } from './refusal.ts'

/** The members of a context object and their types, by the part they stand in. */
const memberTypes: Readonly<Record<string, Readonly<Record<string, 'string' | 'number' | 'any'>>>> = {
  Execution: {
    ...{ Id: 'string', Input: 'any', Name: 'string', RoleArn: 'string', StartTime: 'string' },
    ...{ RedriveCount: 'number', RedriveTime: 'string' },
  },
  State: { EnteredTime: 'string', Name: 'string', RetryCount: 'number' },
  StateMachine: { Id: 'string', Name: 'string' },
  Task: { Token: 'string' },
}

/**
 * Checks a context object that a test brings. What it leaves out is missing: nothing is filled in.
 *
 * @param hasToken whether the tested state has a task token, and thus a Task in its context object
 * @throws TestStateRefusal ValidationException
 */
export function checkContext(context: Json, hasToken: boolean): JsonObject {
  if (!isJsonObject(context)) throw invalid('Context object must be a JSON object')
  if (Object.hasOwn(context, 'Map')) throw invalid("'Map' field is not supported when mocking a Context object")
  for (const [part, value] of Object.entries(context)) {
    const types = Object.hasOwn(memberTypes, part) && (part !== 'Task' || hasToken) ? memberTypes[part] : undefined
    if (types === undefined) throw invalid(`Field '${part}' is not allowed`)
    if (!isJsonObject(value)) throw invalid(`${part} must be an object`)
    for (const [name, member] of Object.entries(value)) {
      const type = Object.hasOwn(types, name) ? types[name] : undefined
      if (type === undefined) throw invalid(`Field '${name}' is not allowed`)
      if (type !== 'any' && typeof member !== type) throw invalid(`${part}.${name} must be a ${type}`)
    }
  }
  return context
}

function invalid(problem: string): TestStateRefusal {
  return new TestStateRefusal(`Invalid Context object provided: ${problem}`)
}

/** Names and times of the execution that a tested state pretends to be part of. */
export interface TestIdentity {
  executionArn: string
  executionName: string
  stateMachineArn: string
  stateMachineName: string
  /** Epoch milliseconds. */
  now: number
}

/** The context object of a test that brings none. AWS: only states that can be retried have a RetryCount. */
export function defaultContext(
  identity: TestIdentity,
  roleArn: string | undefined,
  state: { name: string; retryCount: number | undefined; token: string | undefined },
  input: Json,
): JsonObject {
  const time = formatTimestamp(identity.now)
  return {
    Execution: {
      Id: identity.executionArn,
      Input: input,
      Name: identity.executionName,
      // AWS: null when no role was given.
      RoleArn: roleArn ?? null,
      StartTime: time,
    },
    StateMachine: { Id: identity.stateMachineArn, Name: identity.stateMachineName },
    State: { Name: state.name, EnteredTime: time, ...(state.retryCount !== undefined && { RetryCount: state.retryCount }) },
    ...(state.token !== undefined && { Task: { Token: state.token } }),
  }
}
