import { type LongAnswer, type LongExpression, PutAside } from '../aside/long-expression.ts'
import { TurnMemo } from '../aside/turn-memo.ts'
import { compile } from '../definition/compile.ts'
import { DefinitionError } from '../definition/definition-error.ts'
import { parseJsonSource } from '../definition/json-source.ts'
import { JsonSyntaxError } from '../definition/json-syntax-error.ts'
import type { Program, State } from '../definition/program.ts'
import { readResource } from '../definition/task-state.ts'
import { failureDetails } from '../history/record.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { Datum } from '../machine/datum.ts'
import type { Limits } from '../machine/limits.ts'
import type { StepEnvironment } from '../machine/snapshot.ts'
import { parseJson } from '../spelled-numbers.ts'
import { checkContext, defaultContext, type TestIdentity } from './context.ts'
import { findTestedState, type KnownApis, namesWithin, soleMachine, type TestedState, testedName } from './find-state.ts'
import { type Inspection, inspectionData, newInspection } from './inspection.ts'
import { readItemData } from './item-reader-data.ts'
import { checkMockRules, readMockedResult } from './mock-rules.ts'
import { printJson } from './print-json.ts'
import { TestStateRefusal } from './refusal.ts'
import type { TestStateAnswer, TestStateRequest } from './request.ts'
import type { FindResultShape } from './result-model.ts'
import { runTestedState, type StandIns, type StateEnd, type StateRun, type TestEffects } from './run-state.ts'

/** The outside of a test: who it pretends to be, and what it may use. */
export interface TestSurroundings {
  identity: TestIdentity
  accountId: string
  region: string
  limits: Limits
  random(): number
  uuid(): string
  resultShape: FindResultShape
  apis: KnownApis
  effects: TestEffects
  /** Why a task that is not mocked cannot even be scheduled, as executions ask. */
  refuseTask?: StepEnvironment['refuseTask']
  /** Computes an expression that would keep this thread busy for too long; without it they are computed here. */
  computeAside?(work: LongExpression): Promise<LongAnswer>
}

/**
 * TestState: runs one state of a definition, alone, and tells what became of its data. Nothing is stored. Inputs that are no JSON are
 * the caller's to refuse beforehand.
 *
 * @throws TestStateRefusal when AWS would refuse the request
 */
export async function testState(request: TestStateRequest, surroundings: TestSurroundings): Promise<TestStateAnswer> {
  const found = findTestedState(request.definition, request.stateName, surroundings.apis)
  const context = request.context === undefined ? undefined : checkContext(parse(request.context) ?? null, hasToken(found.state))
  checkMockRules(found.state, request)
  const variables = readVariables(request.variables)
  const result = request.mock && readMockedResult(found.state, request.mock, parse, surroundings.resultShape)
  const input = parse(request.input ?? '{}') ?? null
  const program = compileTested(found)
  const state = program.scopes[0]!.states.get(testedName)!
  checkConfiguration(found.state, request)
  const { identity } = surroundings
  let pointed: Json | undefined
  const standIns: StandIns = {
    mock: request.mock && {
      result: result === undefined ? undefined : new Datum(result, request.mock.result),
      error: request.mock.errorOutput,
    },
    retryCount: request.stateConfiguration?.retrierRetryCount ?? 0,
    failedIterations: request.stateConfiguration?.mapIterationFailureCount,
    readItems(config) {
      const read = readItemData(request.stateConfiguration?.mapItemReaderData ?? '[]', config, parse)
      pointed = read.pointed
      return read
    },
  }
  const info = {
    executionArn: identity.executionArn,
    name: identity.executionName,
    roleArn: request.roleArn ?? '',
    stateMachineArn: identity.stateMachineArn,
    stateMachineName: identity.stateMachineName,
    startTime: identity.now,
    input,
    ...(request.input !== undefined && { inputText: request.input }),
    redriveCount: 0,
    context: context ?? defaultContext(identity, request.roleArn, stateMember(state, standIns, surroundings), input),
  }
  const { refuseTask: _, ...mocked } = surroundings
  const { ran, inspection } = await inTries(request.mock === undefined ? surroundings : mocked, (env, effects) =>
    runTestedState(program, info, variables, env, standIns, effects),
  )
  const answer = outcome(ran.end, inspection)
  if (request.inspectionLevel !== 'DEBUG' && request.inspectionLevel !== 'TRACE') return answer
  const texts = { input: request.input ?? '{}', variables: ran.variables, pointed }
  return { ...answer, inspectionData: inspectionData(state, inspection, texts) }
}

/** @throws TestStateRefusal InvalidDefinition for what the checks let pass and still cannot run */
function compileTested(found: TestedState): Program {
  try {
    return compile(soleMachine(found))
  } catch (error) {
    if (error instanceof DefinitionError) throw new TestStateRefusal(error.message, 'InvalidDefinition')
    throw error
  }
}

function hasToken(state: JsonObject): boolean {
  return state['Type'] === 'Task' && readResource(String(state['Resource'])).hasToken
}

/** Undefined for what is no JSON. */
function parse(text: string): Json | undefined {
  try {
    parseJsonSource(text)
    return parseJson(text)
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined
    throw error
  }
}

function readVariables(text: string | undefined): JsonObject | undefined {
  if (text === undefined) return undefined
  const value = parse(text)
  if (!isJsonObject(value)) throw new TestStateRefusal('Variables must be a valid JSON object')
  return value
}

/** @throws TestStateRefusal ValidationException when the error is said to come from a state that is not within the tested one */
function checkConfiguration(state: JsonObject, { stateConfiguration }: TestStateRequest): void {
  const origin = stateConfiguration?.errorCausedByState
  if (origin === undefined || namesWithin(state).includes(origin)) return
  throw new TestStateRefusal(`State '${origin}' specified in errorCausedByState is not found in definition`)
}

function stateMember(state: State, { retryCount }: StandIns, { uuid }: TestSurroundings): Parameters<typeof defaultContext>[2] {
  return {
    name: state.name,
    retryCount: 'policy' in state ? retryCount : undefined,
    token: state.type === 'Task' && state.resource.hasToken ? uuid() : undefined,
  }
}

/** Runs the state; anew when an expression has been computed elsewhere, but asks nothing of the outside a second time. */
async function inTries(
  surroundings: TestSurroundings,
  run: (env: StepEnvironment, effects: TestEffects) => Promise<StateRun>,
): Promise<{ ran: StateRun; inspection: Inspection }> {
  const memo = surroundings.computeAside && new TurnMemo()
  const answers: Promise<unknown>[] = []
  for (;;) {
    const inspection = newInspection()
    try {
      const ran = await run(environment(surroundings, inspection, memo), onceEach(surroundings.effects, answers))
      return { ran, inspection }
    } catch (reason) {
      if (!(reason instanceof PutAside)) throw reason
      memo!.answer(reason.work.text, await surroundings.computeAside!(reason.work))
    }
  }
}

/** The outside of one try: what an earlier one has asked for is not done again. */
function onceEach(effects: TestEffects, answers: Promise<unknown>[]): TestEffects {
  let asked = 0
  const once = <T>(act: () => Promise<T>): Promise<T> => {
    answers[asked] ??= act()
    return answers[asked++] as Promise<T>
  }
  return {
    runTask: command => once(() => effects.runTask(command)),
    waitUntil: at => once(() => effects.waitUntil(at)),
  }
}

function environment(surroundings: TestSurroundings, inspector: Inspection, memo: TurnMemo | undefined): StepEnvironment {
  const { identity, accountId, region, limits, refuseTask } = surroundings
  const uuid = (): string => (memo ? memo.draw(surroundings.uuid) : surroundings.uuid())
  const random = (): number => (memo ? memo.draw(surroundings.random) : surroundings.random())
  return { accountId, region, limits, uuid, random, now: identity.now, taskToken: uuid, inspector, memo, ...(refuseTask && { refuseTask }) }
}

function outcome(end: StateEnd, { failure }: Inspection): TestStateAnswer {
  switch (end.kind) {
    case 'left':
      return {
        status: failure === undefined ? 'SUCCEEDED' : 'CAUGHT_ERROR',
        output: printJson(end.output),
        nextState: end.next,
        ...(failure && failureDetails(failure)),
      }
    case 'retry':
      return { status: 'RETRIABLE', ...(failure && failureDetails(failure)) }
    case 'ended': {
      const { end: ended } = end
      if (ended.status === 'SUCCEEDED') return { status: 'SUCCEEDED', output: printJson(Datum.read(ended.output).member) }
      return { status: 'FAILED', ...failureDetails({ error: ended.error, cause: ended.cause }) }
    }
  }
}
