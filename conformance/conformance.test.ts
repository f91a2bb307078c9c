import { type Answer, checkDefinition, type HistoryEvent, parseJson, type RunTask, type Simulation, simulate } from '@pasos/asl'
import { refuseParameters } from '@pasos/engine'
import { inputShape } from '@pasos/models'
import { expect, test } from 'vitest'
import { type Expectation, type LanguageCase, readCases } from './language-case.ts'

for (const [name, { title, definition, expect: expected, ...surroundings }] of readCases(import.meta.dirname)) {
  test(`${name}: ${title}`, () => {
    const findings = checkDefinition(JSON.stringify(definition), { advice: false, inputShape })
    const errors = findings.filter(({ severity }) => severity === 'ERROR')
    if (expected.status === 'REFUSED') {
      expect(errors).not.toEqual([])
      for (const finding of expected.findings ?? []) expect(errors).toContainEqual(expect.objectContaining(finding))
      return
    }
    expect(errors).toEqual([])
    compare(play(definition, surroundings), expected)
  })
}

function play(definition: object, surroundings: Omit<LanguageCase, 'title' | 'definition' | 'expect'>): Simulation {
  const { input = {}, inputText, context = {}, tasks = {}, limits = {} } = surroundings
  const calls = new Map<string, number>()
  const answer = (command: RunTask): Answer | undefined => {
    const key = Object.hasOwn(tasks, command.stateName) ? command.stateName : command.resource
    const answers = tasks[key] ?? []
    const call = calls.get(key) ?? 0
    calls.set(key, call + 1)
    const given = answers[Math.min(call, answers.length - 1)]
    return given !== undefined && 'echo' in given ? { ...given, output: command.input } : given
  }
  const spelled = inputText === undefined ? {} : { inputText }
  return simulate(definition, {
    input: inputText === undefined ? input : parseJson(inputText),
    ...spelled,
    execution: context,
    answer,
    refuseTask: (resource, parameters, language) => refuseParameters(resource, parameters, { language, inputShape }),
    limits,
  })
}

function compare({ end, history }: Simulation, expected: Expectation): void {
  const last = end ?? { status: 'RUNNING' }
  const { output, ...ended } = { output: undefined, error: undefined, cause: undefined, ...last }
  const { status, error, cause } = { error: ended.error, cause: ended.cause, ...expected }
  expect(ended).toEqual({ status, error, cause })
  if (expected.outputText !== undefined) expect(output).toBe(expected.outputText)
  if (expected.output !== undefined) expect(JSON.parse(String(output))).toEqual(expected.output)
  const events = history.map(readable)
  if (expected.history !== undefined) {
    const wanted = expected.history.map(event => (typeof event === 'string' ? { type: event } : event))
    expect(history.map(({ type }) => type)).toEqual(wanted.map(({ type }) => type))
    expect(events).toMatchObject(wanted)
  }
  for (const event of expected.contains ?? []) expect(events.filter(({ type }) => type === event['type'])).toContainEqual(containing(event))
  if (expected.historyLength !== undefined) expect(history).toHaveLength(expected.historyLength)
  if (expected.seconds !== undefined) expect((history.at(-1)!.timestamp - history[0]!.timestamp) / 1000).toBeCloseTo(expected.seconds, 3)
}

/** Members of an event's details that hold JSON as a text. */
const textMembers = ['input', 'output', 'parameters']

/** An event whose texts of JSON are parsed, as the cases write them. */
function readable(event: HistoryEvent): Record<string, unknown> {
  return Object.fromEntries(Object.entries(event).map(([name, value]) => [name, typeof value === 'object' ? parsed(value) : value]))
}

function parsed(details: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, textMembers.includes(name) ? JSON.parse(String(value)) : value]),
  )
}

/** Matches what has at least these members, at any depth of objects. */
function containing(wanted: object): unknown {
  return expect.objectContaining(
    Object.fromEntries(
      Object.entries(wanted).map(([name, value]) => [name, name.endsWith('EventDetails') ? containing(value as object) : value]),
    ),
  )
}
