import { defaultLimits } from '@pasos/asl'
import { sequence } from '../contracts/sequence.ts'
import { languageInterpreter } from '../interpreter.ts'
import { fakeClock, seededIds } from '../memory/fake-clock.ts'
import { memoryJournal } from '../memory/memory-journal.ts'
import type { StartRequest } from '../ports/runtime.ts'
import type { TaskReport, TaskRequest, TaskRunner } from '../ports/tasks.ts'
import { embeddedRuntime } from './embedded-runtime.ts'
import type { RuntimeOptions } from './runtime-options.ts'

export const machine = 'arn:aws:states:us-east-1:123456789012:stateMachine:m'

export function startRequest(name: string, words: string[] = ['pass'], more: Partial<StartRequest> = {}): StartRequest {
  const executionArn = `arn:aws:states:us-east-1:123456789012:execution:m:${name}`
  return {
    ...{ executionArn, name, stateMachineArn: machine, stateMachineName: 'm', roleArn: 'role', type: 'STANDARD', input: '{}' },
    definition: sequence(...words),
    ...more,
  }
}

/** A connector that notes what it is asked and answers when the test says so. */
export function noteTaker() {
  const asked: { request: TaskRequest; report: (report: TaskReport) => void; signal: AbortSignal }[] = []
  const runner: TaskRunner = { claims: () => true, run: (request, report, signal) => asked.push({ request, report, signal }) }
  return { asked, runner }
}

const echo: TaskRunner = {
  claims: resource => resource.endsWith(':echo'),
  run: ({ task }, report) => report({ type: 'TaskSucceeded', task, output: task }),
}

/** A runtime in memory, and how to open another one on the same journal. */
export function world(more: Partial<RuntimeOptions> = {}) {
  const clock = fakeClock()
  const journal = memoryJournal()
  const open = (again: Partial<RuntimeOptions> = {}) =>
    embeddedRuntime({
      ...{
        journal,
        clock,
        ids: seededIds(),
        limits: defaultLimits,
        interpreter: languageInterpreter,
        runners: [echo],
        accountId: '1',
        region: 'r',
      },
      ...more,
      ...again,
    })
  return { clock, journal, open, runtime: open() }
}

/** Lets everything have its turn that needs nothing from outside. */
export const settled = async (): Promise<void> => {
  for (let round = 0; round < 6; round++) await new Promise(resolve => setImmediate(resolve))
}
