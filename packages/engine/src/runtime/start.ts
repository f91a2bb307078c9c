import type { StepEnvironment, StepEvent } from '@pasos/asl'
import { FleetingMap } from '../fleeting-map.ts'
import type { Clock } from '../ports/clock.ts'
import type { Interpreter } from '../ports/interpreter.ts'
import type { ExecutionNumber, Journal } from '../ports/journal.ts'
import type { ExecutionRecord, StartRequest, StartResult } from '../ports/runtime.ts'
import type { ExpressRuns } from './express.ts'
import type { NewDefinitions } from './new-definitions.ts'
import type { Programs } from './programs.ts'
import { infoOf, newRecord, newRun, type Run } from './run.ts'
import type { RunCache } from './run-cache.ts'
import type { RunningCounts } from './running-counts.ts'
import type { Send } from './send.ts'

/** Starts executions: each name once. */
export function starter(options: {
  journal: Pick<Journal, 'allocate' | 'find'>
  interpreter: Pick<Interpreter, 'newSnapshot'>
  clock: Clock
  definitions: Programs
  offers: NewDefinitions
  cache: RunCache
  express: ExpressRuns
  running: RunningCounts
  environment: (number: ExecutionNumber, executionArn: string) => StepEnvironment
  exclusively: <T>(executionArn: string, work: () => Promise<T>) => Promise<T>
  send: Send
  committed: () => Promise<void>
}): (request: StartRequest) => Promise<StartResult> {
  const { journal, interpreter, clock, definitions, cache, express, running, environment, exclusively, send, committed } = options
  /** Starts that are not on disk yet, by execution. */
  const underway = new FleetingMap<Promise<unknown>>()

  const newExecution = (request: StartRequest, number: ExecutionNumber): Run => {
    const definitionId = definitions.idOf(request.definition)
    const program = definitions.of(definitionId, request.definition)
    const record = newRecord(request, definitionId, clock.now())
    const snapshot = interpreter.newSnapshot(infoOf(record, request.stateMachineName))
    options.offers.offer(definitionId, request.definition)
    return newRun(number, record, snapshot, program, environment(number, record.executionArn))
  }

  const begin = (request: StartRequest): { run: Run; created: Promise<unknown> } => {
    const run = newExecution(request, journal.allocate())
    cache.add(run)
    running.started(run.record.stateMachineArn)
    const { executionArn, from, data } = request
    const started: StepEvent = from === undefined ? { type: 'ExecutionStarted' } : { type: 'ExecutionStarted', from }
    const created = send(run, started, data)
    // Nobody asks for a name that nobody knows yet.
    if (request.isNewName) return { run, created }
    const tracked = created.finally(() => underway.delete(executionArn))
    underway.set(executionArn, tracked)
    return { run, created: tracked }
  }

  const beginExpress = (request: StartRequest): StartResult => {
    const run = newExecution(request, express.allocate())
    const { record } = run
    express.begin(run)
    return { outcome: 'created', record }
  }

  const repeated = async (request: StartRequest, record: ExecutionRecord, isPresent: boolean): Promise<StartResult> => {
    const isSame = record.status === 'RUNNING' && record.input === request.input && request.from === undefined
    // The first start may not even have reached the journal yet.
    await underway.get(request.executionArn)
    if (isPresent) await committed()
    return { outcome: isSame ? 'same' : 'conflict', record }
  }

  return async request => {
    if (request.type === 'EXPRESS') return beginExpress(request)
    const { executionArn } = request
    if (request.isNewName && cache.byArn(executionArn) === undefined) {
      const { run, created } = begin(request)
      await created
      return { outcome: 'created', record: run.record }
    }
    const looked = await exclusively(executionArn, async () => {
      const present = cache.byArn(executionArn)?.record
      const existing = present ?? (request.isNewName ? undefined : (await journal.find(executionArn))?.record)
      return existing ? { existing, isPresent: present !== undefined } : begin(request)
    })
    if ('existing' in looked) return repeated(request, looked.existing, looked.isPresent)
    await looked.created
    return { outcome: 'created', record: looked.run.record }
  }
}
