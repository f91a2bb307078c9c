import type { HistoryEvent } from '@pasos/asl'
import {
  type Catalog,
  type DataStore,
  durableCatalog,
  type ExecutionIndex,
  type ExecutionRecord,
  memoryJournal,
  type Runtime,
  type StartRequest,
  type TokenOutcome,
  type TurnNotice,
} from '@pasos/engine'
import { loadService } from '@pasos/models'
import { ApiError, checkInput, type OperationContext } from '@pasos/wire'
import { awsLimits, type StatesDependencies } from './dependencies.ts'
import { keyProof } from './key-proof.ts'
import { languageChecks } from './language-checks.ts'
import { createStatesService } from './states-service.ts'

/** A world for tests of operations: every port in memory, executions that run until a test ends them, time that a test moves. */
export function testWorld(change: Partial<StatesDependencies> = {}) {
  const { data } = memoryJournal()
  const executions = testExecutions(data)
  const clock = testClock()
  let given = 0
  const ids = { uuid: () => `00000000-0000-4000-8000-${String(++given).padStart(12, '0')}`, random: () => 0.5 }
  const catalog = testCatalog()
  const deps: StatesDependencies = {
    catalog,
    data,
    runtime: executions.runtime,
    index: executions.index,
    activities: { poll: async () => undefined },
    runTask: async ({ task }) => ({ type: 'TaskSucceeded', task, output: {} }),
    refuseTask: () => undefined,
    clock,
    ids,
    checks: languageChecks,
    proveKey: keyProof({ catalog, ids, neighbour: () => undefined }),
    trusts: () => true,
    logGroupExists: arn => arn.includes('known'),
    limits: awsLimits,
    ...change,
  }
  const service = createStatesService(deps)
  const model = loadService('states')
  const call = async <O = Record<string, unknown>>(
    operation: string,
    input: object,
    context: Partial<OperationContext> = {},
  ): Promise<O> => {
    checkInput(model, model.operation(operation)!, { ...input })
    return (await service.operations[operation]!(input, { ...testContext(), ...context })) as O
  }
  /** The code and text of the refusal. */
  const refusal = async (operation: string, input: object): Promise<string> => {
    try {
      await call(operation, input)
    } catch (error) {
      if (error instanceof ApiError) return `${error.code}: ${error.message}`
      throw error
    }
    throw new Error(`${operation} was not refused`)
  }
  return { deps, clock, executions, call, refusal }
}

export const ROLE = 'arn:aws:iam::123456789012:role/machine'
export const PASS = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}'
export const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:m'

export function testContext(signal: AbortSignal = new AbortController().signal): OperationContext {
  const caller = { accountId: '123456789012', accessKeyId: 'AKIA', arn: 'arn:aws:iam::123456789012:root', userId: '123456789012' }
  return { requestId: 'r', service: 'states', operation: 'Test', region: 'eu-west-1', accountId: caller.accountId, caller, signal }
}

export function testCatalog(): Catalog {
  return durableCatalog(memoryJournal())
}

function testClock() {
  let now = Date.parse('2026-01-31T12:00:00Z')
  return {
    now: () => now,
    at: () => () => undefined,
    advance(ms: number) {
      now += ms
    },
  }
}

/** Executions that stay RUNNING until `end` is called. */
function testExecutions(data: DataStore) {
  const records = new Map<string, ExecutionRecord>()
  const histories = new Map<string, HistoryEvent[]>()
  const tokens = new Map<string, TokenOutcome>()
  const listeners = new Set<(notice: TurnNotice) => void>()
  let time = Date.parse('2026-01-31T12:00:00Z')

  const end = (arn: string, change: Partial<ExecutionRecord>, events: HistoryEvent[] = []): ExecutionRecord => {
    const record = { ...records.get(arn)!, stopDate: ++time, ...change }
    records.set(arn, record)
    histories.get(arn)!.push(...events)
    for (const listener of listeners) listener({ record, events })
    return record
  }

  const create = (request: StartRequest): ExecutionRecord => {
    const { definition, stateMachineName, data: _, from: _from, ...rest } = request
    const record: ExecutionRecord = { ...rest, definitionId: definition, status: 'RUNNING', startDate: ++time, redriveCount: 0 }
    records.set(record.executionArn, record)
    histories.set(record.executionArn, [])
    return record
  }

  const runtime: Runtime = {
    async start(request) {
      const known = records.get(request.executionArn)
      if (!known) {
        if (request.data) await data.commit(request.data)
        return { outcome: 'created', record: create(request) }
      }
      const isSame = known.status === 'RUNNING' && known.input === request.input
      return { outcome: isSame ? 'same' : 'conflict', record: known }
    },
    updateMapRun: async () => 'unknown',
    deliver: async () => false,
    deliverByToken: async (token, _told, _accountId, isRepeat) =>
      (isRepeat ? tokens.get(`${token}, again`) : undefined) ?? tokens.get(token) ?? 'unknown',
    executionOf: async token => records.get(token),
    async stop(arn, reason) {
      const record = records.get(arn)
      return record?.status === 'RUNNING' ? end(arn, { status: 'ABORTED', ...reason }) : record
    },
    async redrive(arn) {
      const record = records.get(arn)!
      return end(arn, { status: 'RUNNING', redriveCount: record.redriveCount + 1, redriveDate: ++time })
    },
    ended: arn =>
      new Promise(resolve => {
        const look = (): void => {
          const record = records.get(arn)
          if (record?.status === 'RUNNING') return
          listeners.delete(look)
          resolve(record)
        }
        listeners.add(look)
        look()
      }),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }

  const index: ExecutionIndex = {
    describe: async arn => records.get(arn),
    search: async () => ({ records: [] }),
    mapRun: async () => undefined,
    mapRuns: async () => [],
    async list({ stateMachineArn, status, isRedriven, cursor, limit }) {
      const all = [...records.values()]
        .reverse()
        .filter(record => arnsOf(record).includes(stateMachineArn) && (!status || record.status === status))
        .filter(record => isRedriven === undefined || record.redriveCount > 0 === isRedriven)
      const start = cursor === undefined ? 0 : all.findIndex(record => record.executionArn === cursor) + 1
      const page = all.slice(start, start + limit)
      const places = page.map((_, at) => all.length - start - at)
      return { records: page, places, ...(start + limit < all.length && { cursor: page.at(-1)!.executionArn }) }
    },
    async history(arn, { reverse, after, limit }) {
      const all = reverse ? [...histories.get(arn)!].reverse() : histories.get(arn)!
      const start = after === undefined ? 0 : all.findIndex(event => event.id === after) + 1
      return { events: all.slice(start, start + limit), more: start + limit < all.length }
    },
    definition: async id => id,
    counts: async arn => {
      const counts: Partial<Record<ExecutionRecord['status'], number>> = {}
      for (const { status, stateMachineArn } of records.values())
        if (!arn || stateMachineArn === arn) counts[status] = (counts[status] ?? 0) + 1
      return counts
    },
    countRunning: arn =>
      [...records.values()].filter(record => record.status === 'RUNNING' && (!arn || record.stateMachineArn === arn)).length,
  }
  return { runtime, index, records, tokens, end }
}

function arnsOf(record: ExecutionRecord): (string | undefined)[] {
  return [record.stateMachineArn, record.stateMachineVersionArn, record.stateMachineAliasArn]
}
