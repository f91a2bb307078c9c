import { defaultLimits, type Json } from '@pasos/asl'
import { languageInterpreter } from '../interpreter.ts'
import { fakeClock, seededIds } from '../memory/fake-clock.ts'
import { type MemoryJournal, memoryJournal } from '../memory/memory-journal.ts'
import type { StartRequest } from '../ports/runtime.ts'
import type { TaskReport, TaskRequest, TaskRunner } from '../ports/tasks.ts'
import { embeddedRuntime } from '../runtime/embedded-runtime.ts'
import type { EmbeddedRuntime, RuntimeOptions } from '../runtime/runtime-options.ts'

export const place = 'arn:aws:states:us-east-1:123456789012'
export const parentArn = `${place}:execution:m:e`
export const work = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:work', End: true }

const processor = (state: object, type: string): object => ({
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type },
  StartAt: 'W',
  States: { W: state },
})

/** An execution of one distributed Map. `state`: what its children run; `map`: further fields. */
export function request(state: object, map: object, input: Json, type = 'STANDARD'): StartRequest {
  const definition = { StartAt: 'M', States: { M: { Type: 'Map', Label: 'L', ItemProcessor: processor(state, type), End: true, ...map } } }
  return {
    ...{ executionArn: parentArn, name: 'e', stateMachineArn: `${place}:stateMachine:m`, stateMachineName: 'm', type: 'STANDARD' },
    ...{ roleArn: 'arn:aws:iam::123456789012:role/r', definition: JSON.stringify(definition), input: JSON.stringify(input) },
  }
}

/** Tasks that wait until the test answers them. */
function workers() {
  const open: { request: TaskRequest; report: (report: TaskReport) => void }[] = []
  const runner: TaskRunner = { claims: () => true, run: (asked, report) => void open.push({ request: asked, report }) }
  return {
    runner,
    open,
    answer(how: (request: TaskRequest) => 'fail' | Json) {
      for (const { request: asked, report } of open.splice(0)) {
        const { task } = asked
        const output = how(asked)
        report(output === 'fail' ? { type: 'TaskFailed', task, error: 'Oops', cause: '' } : { type: 'TaskSucceeded', task, output })
      }
    },
  }
}

export const settled = async (): Promise<void> => {
  for (let round = 0; round < 60; round++) await new Promise(resolve => setImmediate(resolve))
}

/** A runtime on a journal in memory, whose process may die. */
export function world(more: Partial<RuntimeOptions> = {}) {
  const clock = fakeClock()
  const journal: MemoryJournal = memoryJournal()
  const tasks = workers()
  const ids = seededIds()
  const defects: unknown[] = []
  const open = (again: Partial<RuntimeOptions> = {}): EmbeddedRuntime =>
    embeddedRuntime({
      ...{ journal, clock, ids, limits: defaultLimits, interpreter: languageInterpreter, runners: [tasks.runner] },
      ...{ accountId: '123456789012', region: 'us-east-1', onDefect: error => void defects.push(error), ...more, ...again },
    })
  return { clock, journal, tasks, open, defects, runtime: open() }
}

export const types = async (runtime: EmbeddedRuntime, arn = parentArn): Promise<string[]> => {
  const { events } = await runtime.index.history(arn, { reverse: false, limit: 1000 })
  return events.map(event => event.type)
}

export const runOf = async (runtime: EmbeddedRuntime) => (await runtime.index.mapRuns(parentArn))[0]!

export const childrenOf = async (runtime: EmbeddedRuntime) => {
  const { records } = await runtime.index.list({ stateMachineArn: (await runOf(runtime)).mapRunArn, limit: 100 })
  return records.reverse()
}

/** A journal in memory that counts a Map Run's children at once, or once the test lets it. */
export function journalThatWaits() {
  const inner = memoryJournal()
  const held: (() => void)[] = []
  let waits = false
  const journal: typeof inner = {
    ...inner,
    async childStates(...asked) {
      if (waits) await new Promise<void>(resolve => held.push(resolve))
      return inner.childStates(...asked)
    },
  }
  return {
    journal,
    held,
    wait() {
      waits = true
    },
    goOn() {
      waits = false
      for (const each of held.splice(0)) each()
    },
  }
}
