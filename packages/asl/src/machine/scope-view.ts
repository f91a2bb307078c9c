import { formatTimestamp } from '../choice/timestamp.ts'
import type { Json, JsonObject } from '../json.ts'
import type { JsonataScope } from '../jsonata/scope.ts'
import type { PathScope } from '../path/select.ts'
import { memberOf, putMember, SpelledNumber } from '../spelled-numbers.ts'
import type { WorkBudget } from '../work-budget.ts'
import { Datum } from './datum.ts'
import type { ScopeFrame } from './frame-kinds.ts'
import type { TurnBuilder } from './turn-builder.ts'

/** What an expression may see besides its input. */
export interface ViewExtras {
  token?: string | undefined
  /** The item an ItemSelector shapes, which its iteration does not have yet. */
  item?: JsonObject | undefined
  /** Paths lead into what the state's work gave, not into what was given to it. */
  ofResult?: true
}

/** What paths and templates of a state see. The context object is made only when a path asks for it. */
export class ScopeView implements PathScope {
  readonly input: Json
  readonly spelledInput: SpelledNumber | undefined
  private readonly run: TurnBuilder
  private readonly frame: ScopeFrame
  private readonly extras: ViewExtras | undefined

  /** @param input a number comes with its text where that is unusual */
  constructor(run: TurnBuilder, frame: ScopeFrame, input: Json | SpelledNumber, extras?: ViewExtras) {
    this.run = run
    this.frame = frame
    this.spelledInput = input instanceof SpelledNumber ? input : undefined
    this.input = input instanceof SpelledNumber ? input.value : input
    this.extras = extras
  }

  get ofResult(): boolean {
    return this.extras?.ofResult === true
  }

  get budget(): WorkBudget {
    return this.run.budget
  }

  context(): JsonObject {
    return contextObject(this.run, this.frame, this.extras)
  }

  variable(name: string): Json | undefined {
    return readVariable(this.run, this.frame, name)
  }

  spelledVariable(name: string): SpelledNumber | undefined {
    const variables = holderOf(this.run, this.frame, name)
    const member = variables === undefined ? undefined : memberOf(variables, name, variables[name]!)
    return member instanceof SpelledNumber ? member : undefined
  }
}

/** What JSONata expressions of a state see; `states` gets the context object added. */
export function jsonataScope(run: TurnBuilder, frame: ScopeFrame, states: JsonObject, extras?: ViewExtras): JsonataScope {
  return {
    states: { ...states, context: contextObject(run, frame, extras) },
    variable: name => readVariable(run, frame, name),
    variableNames: () => variableNames(run, frame),
    now: run.env.now,
    env: run.env,
    budget: run.budget,
  }
}

/** `$$` and `$states.context`, with the members AWS documents for the context object. */
export function contextObject(run: TurnBuilder, frame: ScopeFrame, extras?: ViewExtras): JsonObject {
  const info = run.snapshot.execution
  if (info.context !== undefined) return extras?.item === undefined ? info.context : { ...info.context, Map: { Item: extras.item } }
  const execution: JsonObject = {
    Id: info.executionArn,
    Input: info.input,
    StartTime: formatTimestamp(info.startTime),
    Name: info.name,
    RoleArn: info.roleArn,
  }
  if (typeof info.input === 'number') putMember(execution, 'Input', new Datum(info.input, info.inputText).member)
  if (info.isSynchronous === undefined) execution['RedriveCount'] = info.redriveCount
  if (info.redriveTime !== undefined) execution['RedriveTime'] = formatTimestamp(info.redriveTime)
  const context: JsonObject = {
    Execution: execution,
    StateMachine: { Id: info.stateMachineArn, Name: info.stateMachineName },
    State: stateMember(run, frame),
  }
  const item = extras?.item ?? currentItem(run, frame)
  if (item !== undefined) context['Map'] = { Item: item }
  if (extras?.token !== undefined) context['Task'] = { Token: extras.token }
  return context
}

/** AWS: only states that can be retried have a RetryCount. */
function stateMember(run: TurnBuilder, frame: ScopeFrame): JsonObject {
  const member: JsonObject = { Name: frame.state, EnteredTime: formatTimestamp(frame.enteredAt) }
  const { type } = run.stateOf(frame)
  return type === 'Task' || type === 'Map' || type === 'Parallel' ? { ...member, RetryCount: retryCount(frame) } : member
}

function retryCount(frame: ScopeFrame): number {
  return frame.retries.reduce((sum, count) => sum + (count ?? 0), 0)
}

/** The item of the innermost iteration around a scope. */
function currentItem(run: TurnBuilder, frame: ScopeFrame): JsonObject | undefined {
  for (let scope = frame; scope.join !== undefined; ) {
    const join = run.readJoin(scope.join)
    if (join.items !== undefined) return itemAt(run.readItems(join.items).items, scope.index)
    scope = run.readScope(join.owner)
  }
  return undefined
}

/** `$$.Map.Item`: Index, Value and Source, and Key when the Map goes over an object. */
export function mapItem(value: Json | SpelledNumber, index: number, key?: string, source = 'STATE_DATA'): JsonObject {
  const item: JsonObject = { Index: index, Value: null, Source: source, ...(key === undefined ? {} : { Key: key }) }
  putMember(item, 'Value', value)
  return item
}

function itemAt(items: Json[], index: number): JsonObject {
  return mapItem(memberOf(items, index, items[index] ?? null), index)
}

/** All variables that a scope sees; those of inner scopes hide those of outer ones. */
export function visibleVariables(run: TurnBuilder, frame: ScopeFrame): JsonObject {
  const seen: JsonObject = {}
  for (const name of variableNames(run, frame)) seen[name] = readVariable(run, frame, name) ?? null
  return seen
}

function readVariable(run: TurnBuilder, frame: ScopeFrame, name: string): Json | undefined {
  return holderOf(run, frame, name)?.[name]
}

/** The variables of the innermost scope that has the variable. */
function holderOf(run: TurnBuilder, frame: ScopeFrame, name: string): JsonObject | undefined {
  for (const { variables } of enclosing(run, frame)) if (variables !== undefined && Object.hasOwn(variables, name)) return variables
  return undefined
}

function* variableNames(run: TurnBuilder, frame: ScopeFrame): Iterable<string> {
  const seen = new Set<string>()
  for (const scope of enclosing(run, frame)) {
    for (const name of Object.keys(scope.variables ?? {})) {
      if (!seen.has(name)) yield name
      seen.add(name)
    }
  }
}

/** A scope and those around it, innermost first. */
function* enclosing(run: TurnBuilder, frame: ScopeFrame): Iterable<ScopeFrame> {
  let scope = frame
  yield scope
  while (scope.join !== undefined) {
    scope = run.readScope(run.readJoin(scope.join).owner)
    yield scope
  }
}
