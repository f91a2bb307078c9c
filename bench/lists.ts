import { rmSync } from 'node:fs'
import type { ExecutionFilter, ExecutionRecord, ExecutionStatus } from '@pasos/engine'
import { takeDataFolder } from '@pasos/store-sqlite'
import { numberArgument } from './setup/command-line.ts'
import { machineArn, newFolder, openEngine } from './setup/engine.ts'
import { seedPast } from './setup/past-executions.ts'
import { publish, round } from './setup/results.ts'

/**
 * Every list, description and history on a journal of a million executions: the longest that one call holds the main thread, over all
 * filters and all places of the list. No call may hold it longer than 40 ms, as everybody else waits meanwhile.
 */
const past = numberArgument('--past', 1_000_000)
const mostMs = 40
const statuses: readonly ExecutionStatus[] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE']
const large = JSON.stringify({ text: 'x'.repeat(200_000) })

/** Mostly successes; a few of everything else, all of it old, so that a search for it has a long way. */
function vary(index: number): Partial<ExecutionRecord> {
  const isOld = index < past / 100
  return {
    ...(index % 3 === 0 && { stateMachineVersionArn: `${machineArn}:1` }),
    ...(index % 3 === 1 && { stateMachineAliasArn: `${machineArn}:live` }),
    ...(isOld && index % 10 < 4 && { status: statuses[2 + (index % 4)]! }),
    ...(isOld && index % 10 === 5 && { redriveCount: 1, redriveDate: 3 }),
    ...(index % 1_000 === 0 && { input: large }),
  }
}

const folder = newFolder()
takeDataFolder(folder).release()
await seedPast(folder, past, vary)
const engine = await openEngine(folder)
const worst = new Map<string, number>()
let calls = 0

/** The store answers at once, so what a call takes is what it holds. A slow one is asked again: other work of the machine is not its own. */
async function timed<T>(what: string, call: () => Promise<T>): Promise<T> {
  let fastest = Number.POSITIVE_INFINITY
  let answer: T
  let tries = 0
  do {
    const begun = performance.now()
    answer = await call()
    fastest = Math.min(fastest, performance.now() - begun)
  } while (fastest > mostMs / 4 && ++tries < 3)
  worst.set(what, Math.max(worst.get(what) ?? 0, fastest))
  calls++
  return answer
}

/** The first pages, a jump into the middle and the last, as a client's cursor leads there. */
async function walk(what: string, filter: Omit<ExecutionFilter, 'limit' | 'cursor'>): Promise<void> {
  for (const start of [undefined, String(Math.floor(past / 2)), String(Math.floor(past / 100) + 1_000)]) {
    let cursor = start
    for (let page = 0; page < 4; page++) {
      const found = await timed(what, () => engine.index.list({ ...filter, limit: 1_000, ...(cursor !== undefined && { cursor }) }))
      cursor = found.cursor
      if (cursor === undefined) break
    }
  }
}

const arns = { machine: machineArn, version: `${machineArn}:1`, alias: `${machineArn}:live` }
// The first calls compile statements and warm the cache; they count like all others afterwards.
await walk('warm-up', { stateMachineArn: machineArn })
for (const [by, stateMachineArn] of Object.entries(arns))
  for (const status of [undefined, ...statuses])
    for (const isRedriven of [undefined, true, false]) {
      const what = `list ${by}${status === undefined ? '' : ' status'}${isRedriven === undefined ? '' : isRedriven ? ' redriven' : ' not redriven'}`
      await walk(what, { stateMachineArn, ...(status && { status }), ...(isRedriven !== undefined && { isRedriven }) })
    }
const { records } = await engine.index.list({ stateMachineArn: machineArn, limit: 500, cursor: String(Math.floor(past / 2)) })
for (const { executionArn, definitionId } of records) {
  await timed('describe', () => engine.index.describe(executionArn))
  await timed('history', () => engine.index.history(executionArn, { reverse: true, limit: 1_000 }))
  await timed('definition', () => engine.index.definition(definitionId))
  await timed('describe unknown', () => engine.index.describe(`${executionArn}-unknown`))
}
await engine.close()
rmSync(folder, { recursive: true })

const figures = [...worst].map(([what, ms]) => [`ms ${what}`, round(ms, 1)] as const)
publish('lists', { past, calls, msLongest: round(Math.max(...worst.values()), 1), ...Object.fromEntries(figures) })
if (Math.max(...worst.values()) > mostMs) throw new Error(`A call held the main thread longer than ${mostMs} ms.`)
