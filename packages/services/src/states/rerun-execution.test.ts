import { defaultLimits, type HistoryEvent, type JsonObject } from '@pasos/asl'
import { durableCatalog, embeddedRuntime, languageInterpreter, memoryJournal, systemClock, systemIds } from '@pasos/engine'
import { expect, test } from 'vitest'
import type { ListRerunsOutput } from './list-reruns.ts'
import type { RerunExecutionOutput } from './rerun-execution.ts'
import { forgetGoneReruns, linkWrite } from './rerun-links.ts'
import { MACHINE, ROLE, testWorld } from './test-world.ts'

// The real engine on a journal in memory: what is run again really runs.

const definition = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'First',
  States: {
    First: { Type: 'Pass', Assign: { n: 1, kept: 'yes' }, Output: { step: 1 }, Next: 'Second' },
    Second: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Output: { step: 2 }, Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [{ StartAt: 'Inner', States: { Inner: { Type: 'Pass', Assign: { n2: 'inside' }, End: true } } }],
      Output: { step: 3 },
      Next: 'Sum',
    },
    Sum: { Type: 'Pass', Output: { n: '{% $n %}', input: '{% $states.input %}' }, Assign: { n: 100 }, Next: 'Judge' },
    Judge: { Type: 'Choice', Choices: [{ Condition: '{% $n < 50 %}', Next: 'First' }], Default: 'Last' },
    Last: { Type: 'Fail', Error: 'Late' },
  },
})

async function world() {
  const journal = memoryJournal()
  const engine = { journal, interpreter: languageInterpreter, runners: [], clock: systemClock, ids: systemIds, limits: defaultLimits }
  const runtime = embeddedRuntime({ ...engine, accountId: '123456789012', region: 'eu-west-1' })
  const change = { runtime, index: runtime.index, data: journal.data, catalog: durableCatalog(journal), clock: systemClock, ids: systemIds }
  const states = testWorld(change)
  await states.call('CreateStateMachine', { name: 'm', definition, roleArn: ROLE })
  const { executionArn } = await states.call<{ executionArn: string }>('StartExecution', {
    stateMachineArn: MACHINE,
    input: '{"from":"outside"}',
  })
  await runtime.ended(executionArn)
  const eventsOf = async (arn: string): Promise<HistoryEvent[]> =>
    (await runtime.index.history(arn, { reverse: false, limit: 1000 })).events
  const rerun = async (input: JsonObject, of = executionArn) => {
    const answer = await states.call<RerunExecutionOutput>('RerunExecution', { executionArn: of, ...input })
    const record = await runtime.ended(answer.executionArn)
    return { ...answer, record, events: await eventsOf(answer.executionArn) }
  }
  return { ...states, executionArn, rerun, eventsOf, journal, runtime }
}

const entered = (events: HistoryEvent[]) => events.flatMap(event => event['stateEnteredEventDetails']?.['name'] ?? [])

test('an execution is run again from a state, with its recorded input and the variables as they were when it was entered', async () => {
  const { rerun, executionArn, eventsOf } = await world()
  const { record, events, stateName, eventId } = await rerun({ stateName: 'Sum' })
  expect(record).toMatchObject({ status: 'FAILED', error: 'Late', input: '{"from":"outside"}' })
  expect(entered(events)).toEqual(['Sum', 'Judge', 'Last'])
  const sum = events.find(event => event.type === 'PassStateExited')
  expect(JSON.parse(String(sum?.['stateExitedEventDetails']?.['output']))).toEqual({ n: 2, input: { step: 3 } })
  const original = (await eventsOf(executionArn)).find(event => event['stateEnteredEventDetails']?.['name'] === 'Sum')
  expect({ stateName, eventId }).toEqual({ stateName: 'Sum', eventId: original?.id })
  expect(events[0]).toMatchObject({
    type: 'ExecutionStarted',
    executionStartedEventDetails: {
      input: '{"from":"outside"}',
      rerun: { executionArn, eventId, stateName: 'Sum' },
      assignedVariables: { n: '2', kept: '"yes"' },
    },
  })
})

test('a rerun of a rerun has the variables that the first one began with', async () => {
  const { rerun } = await world()
  const first = await rerun({ stateName: 'Both' })
  const second = await rerun({ stateName: 'Sum' }, first.executionArn)
  expect(second.events[0]?.['executionStartedEventDetails']?.['assignedVariables']).toEqual({ n: '2', kept: '"yes"' })
})

test('its input may be another one', async () => {
  const { rerun } = await world()
  const { events } = await rerun({ stateName: 'Sum', input: '{ "edited": true }' })
  expect(events[1]?.['stateEnteredEventDetails']?.['input']).toBe('{"edited":true}')
})

test('its definition may be another one, which must have the state', async () => {
  const { rerun, refusal, executionArn } = await world()
  const edited = JSON.stringify({ StartAt: 'X', States: { X: { Type: 'Pass', Next: 'Sum' }, Sum: { Type: 'Succeed' } } })
  const { record } = await rerun({ stateName: 'Sum', definition: edited })
  expect(record).toMatchObject({ status: 'SUCCEEDED', output: '{"step":3}' })
  const ask = { executionArn, stateName: 'Second', definition: edited }
  expect(await refusal('RerunExecution', ask)).toBe(
    "ValidationException: The definition that was sent has no state 'Second' beside its first one.",
  )
  expect(await refusal('RerunExecution', { executionArn, stateName: 'Sum', definition: '{"StartAt":"Nowhere"}' })).toMatch(
    /^InvalidDefinition/,
  )
})

test('of several visits of a state the last one counts, or the one that an event names', async () => {
  const { call, rerun, runtime, eventsOf } = await world()
  const loop = {
    QueryLanguage: 'JSONata',
    StartAt: 'Count',
    States: {
      Count: { Type: 'Pass', Output: { n: '{% $exists($states.input.n) ? $states.input.n + 1 : 1 %}' }, Next: 'Again' },
      Again: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n < 3 %}', Next: 'Count' }], Default: 'End' },
      End: { Type: 'Succeed' },
    },
  }
  await call('UpdateStateMachine', { stateMachineArn: MACHINE, definition: JSON.stringify(loop) })
  const { executionArn } = await call<{ executionArn: string }>('StartExecution', { stateMachineArn: MACHINE })
  await runtime.ended(executionArn)
  const visits = (await eventsOf(executionArn)).filter(event => event['stateEnteredEventDetails']?.['name'] === 'Count')
  expect((await rerun({ stateName: 'Count' }, executionArn)).eventId).toBe(visits[2]?.id)
  const second = await rerun({ eventId: visits[1]!.id }, executionArn)
  expect(second.stateName).toBe('Count')
  expect(second.events[1]?.['stateEnteredEventDetails']?.['input']).toBe('{"n":1}')
})

test('states within branches, states that were not entered, and events that enter none are refused in plain words', async () => {
  const { refusal, executionArn, eventsOf } = await world()
  const ask = (input: object) => refusal('RerunExecution', { executionArn, ...input })
  const inner = "ValidationException: The state 'Inner' runs within the state 'Both'. Rerun the execution from 'Both'."
  expect(await ask({ stateName: 'Inner' })).toBe(inner)
  const event = (await eventsOf(executionArn)).find(each => each['stateEnteredEventDetails']?.['name'] === 'Inner')
  expect(await ask({ eventId: event!.id })).toBe(inner)
  expect(await ask({ stateName: 'Nowhere' })).toBe("ValidationException: The execution did not enter the state 'Nowhere'.")
  expect(await ask({ eventId: 1 })).toBe('ValidationException: No state was entered with event 1.')
  expect(await ask({ eventId: 999_999 })).toBe('ValidationException: No state was entered with event 999999.')
  expect(await ask({ stateName: 'Sum', eventId: 2 })).toBe("ValidationException: The execution did not enter the state 'Sum' with event 2.")
  expect(await ask({})).toBe('ValidationException: Either stateName or eventId must be given.')
  expect(await ask({ stateName: 'Sum', input: '{' })).toMatch(/^InvalidExecutionInput/)
})

test('a name that is taken is a conflict, even with the same input while the other one runs', async () => {
  const { call, refusal, executionArn } = await world()
  const wait = JSON.stringify({ StartAt: 'Sum', States: { Sum: { Type: 'Wait', Seconds: 60, End: true } } })
  const ask = { executionArn, stateName: 'Sum', definition: wait, name: 'again' }
  await call('RerunExecution', ask)
  expect(await refusal('RerunExecution', ask)).toMatch(/^ExecutionAlreadyExists/)
})

test('an execution lists its reruns, newest first and page by page', async () => {
  const { call, rerun, executionArn } = await world()
  const made = [await rerun({ stateName: 'Sum' }), await rerun({ stateName: 'First', input: '{}' }), await rerun({ stateName: 'Sum' })]
  const page = await call<ListRerunsOutput>('ListReruns', { executionArn, maxResults: 2 })
  const rest = await call<ListRerunsOutput>('ListReruns', { executionArn, maxResults: 2, nextToken: page.nextToken })
  expect(rest.nextToken).toBeUndefined()
  const listed = [...page.reruns, ...rest.reruns]
  expect(listed.map(each => each.executionArn).sort()).toEqual(made.map(each => each.executionArn).sort())
  expect(listed.map(each => each.startDate.getTime())).toEqual(listed.map(each => each.startDate.getTime()).sort((a, b) => b - a))
  expect(listed.find(each => each.stateName === 'First')).toMatchObject({ hasOtherInput: true, hasOtherDefinition: false })
})

test('links whose rerun is no longer kept are taken away', async () => {
  const { call, rerun, executionArn, journal, runtime } = await world()
  const kept = await rerun({ stateName: 'Sum' })
  const gone = {
    executionArn: `${executionArn}-gone`,
    startDate: 1,
    stateName: 'Sum',
    eventId: 9,
    hasOtherInput: false,
    hasOtherDefinition: false,
  }
  await journal.data.commit([linkWrite(executionArn, gone)])
  await forgetGoneReruns({ index: runtime.index, data: journal.data })
  const { reruns } = await call<ListRerunsOutput>('ListReruns', { executionArn })
  expect(reruns.map(each => each.executionArn)).toEqual([kept.executionArn])
})
