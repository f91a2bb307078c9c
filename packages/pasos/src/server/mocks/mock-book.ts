import type { DataStore, ExecutionIndex, TaskRequest } from '@pasos/engine'
import { findTestCase, type MockConfig, refuseUnknownStates } from './mock-config.ts'
import type { MockedAnswer } from './mocked-tasks.ts'

const SPACE = 'mocks.execution'
/** So many executions are remembered; others are read again. */
const REMEMBERED = 10_000

/** Which test case an execution runs, and which of its states were invoked how often. */
export interface MockBook {
  /** @throws MockConfigError when the file has no such case, or the case names states that the machine has not */
  assign(start: TestStart): Promise<void>
  /**
   * The answers of the request's state and which of them is its turn; why there are none any more; or nothing where the state is not
   * mocked. The same task twice, as after a crash, is one invocation.
   */
  invoked(request: TaskRequest): Promise<{ answers: readonly MockedAnswer[]; number: number } | string | undefined>
}

export interface TestStart {
  machine: string
  execution: string
  testCase: string
  /** The names of all states of the machine. */
  states: readonly string[]
}

interface Entry {
  machine: string
  testCase: string
  /** By state, the tokens of its invocations in their order. */
  invocations: Record<string, string[]>
}

export interface MockBookPorts {
  config: MockConfig
  data: DataStore
  index: Pick<ExecutionIndex, 'describe' | 'mapRun'>
}

/** Kept on disk, so that a server that starts again goes on with the case and never calls what is mocked. */
export function openMockBook({ config, data, index }: MockBookPorts): MockBook {
  const entries = new Map<string, Promise<Entry | undefined>>()

  function remember(key: string, entry: Promise<Entry | undefined>): Promise<Entry | undefined> {
    entries.set(key, entry)
    // What could not be read may be readable the next time.
    entry.catch(() => entries.delete(key))
    if (entries.size > REMEMBERED) entries.delete(entries.keys().next().value!)
    return entry
  }

  const write = (key: string, entry: Entry) => data.commit([{ space: SPACE, key, value: JSON.stringify(entry) }])

  async function read(key: string, executionArn: string): Promise<Entry | undefined> {
    const stored = await data.get(SPACE, key)
    if (stored !== undefined) return JSON.parse(String(stored)) as Entry
    const parent = await parentOf(executionArn)
    const inherited = parent === undefined ? undefined : await entryOf(parent)
    return inherited && { ...inherited, invocations: {} }
  }

  /** The execution whose Map Run started this one. */
  async function parentOf(executionArn: string): Promise<string | undefined> {
    if (!executionArn.split(':')[6]?.includes('/')) return undefined
    const mapRunArn = (await index.describe(executionArn))?.mapRun?.arn
    return mapRunArn === undefined ? undefined : (await index.mapRun(mapRunArn))?.executionArn
  }

  const entryOf = (executionArn: string) => {
    const key = keyOf(executionArn)
    return entries.get(key) ?? remember(key, read(key, executionArn))
  }

  return {
    async assign({ machine, execution, testCase, states }) {
      refuseUnknownStates(findTestCase(config, machine, testCase), testCase, states)
      const key = `${machine}:${execution}`
      const known = await (entries.get(key) ?? read(key, ''))
      // The same start twice is one execution.
      if (known?.testCase === testCase && Object.keys(known.invocations).length > 0) return
      const entry = { machine, testCase, invocations: {} }
      void remember(key, Promise.resolve(entry))
      await write(key, entry)
    },
    async invoked({ executionArn, stateName, idempotencyToken }) {
      const entry = await entryOf(executionArn)
      if (entry === undefined) return undefined
      const answers = config.get(entry.machine)?.get(entry.testCase)
      if (answers === undefined) return `There is no test case ${entry.testCase} of ${entry.machine} any more.`
      const mocked = answers.get(stateName)
      if (mocked === undefined) return undefined
      const tokens = Object.hasOwn(entry.invocations, stateName) ? entry.invocations[stateName]! : []
      const known = tokens.indexOf(idempotencyToken)
      if (known >= 0) return { answers: mocked, number: known }
      entry.invocations[stateName] = [...tokens, idempotencyToken]
      await write(keyOf(executionArn), entry)
      return { answers: mocked, number: tokens.length }
    },
  }
}

/** The machine's and the execution's name: what is known of an execution before it starts. */
function keyOf(executionArn: string): string {
  const [, , , , , , machine, name] = executionArn.split(':')
  return `${machine}:${name}`
}
