import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type Engine, openEngine, type TaskRunner } from '@pasos/engine'
import type * as Store from '@pasos/store-sqlite'
import type { Acknowledged, Evidence, Invocation, ObservedExecution } from '../oracle/check-evidence.ts'

/**
 * `node torture/scenario.ts STORE FOLDER LOG MODE`: a fixed story on the engine alone, small enough to be killed at each of its
 * writes. `run` starts it and goes on until it is through; `finish` takes up what is left, lets it end, and prints the evidence.
 * Every acknowledged call and every invocation is appended to LOG before anything else happens.
 */
const [module, folder, logFile, mode] = process.argv.slice(2) as [string, string, string, 'run' | 'finish']
const { sqliteStore } = (await import(pathToFileURL(module).href)) as typeof Store

const definition = JSON.stringify({
  StartAt: 'Both',
  States: {
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Work', States: { Work: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:1:function:work', End: true } } },
        { StartAt: 'Rest', States: { Rest: { Type: 'Wait', SecondsPath: '$.seconds', End: true } } },
      ],
      Next: 'Ask',
    },
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { 'token.$': '$$.Task.Token' },
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      MaxConcurrency: 1,
      ItemProcessor: {
        StartAt: 'Piece',
        States: { Piece: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:1:function:work', End: true } },
      },
      End: true,
    },
  },
})
const machine = 'arn:aws:states:us-east-1:123456789012:stateMachine:scenario'
const runs = 4

type Line = { acknowledged: Acknowledged } | { invocation: Invocation; taskToken?: string }
const log = (line: Line): void => appendFileSync(logFile, `${JSON.stringify(line)}\n`)
const former = existsSync(logFile) ? readFileSync(logFile, 'utf8').split('\n').filter(Boolean) : []
const lines = former.map(line => JSON.parse(line) as Line)

let opened: Engine | undefined
const answered = new Set<string>()

const runner: TaskRunner = {
  claims: () => true,
  run({ executionArn, stateName, task, idempotencyToken, token }, report) {
    const answer = { task, items: [1, 2] }
    const invocation: Invocation = { executionArn, stateName, attempt: String(task), token: idempotencyToken }
    if (token === undefined) invocation.answer = JSON.stringify(answer)
    log({ invocation, ...(token === undefined ? {} : { taskToken: token }) })
    if (token === undefined) setTimeout(() => report({ type: 'TaskSucceeded', task, output: answer }), 2)
    else {
      report({ type: 'TaskSubmitted', task, output: {} })
      setTimeout(() => void answerToken(executionArn, token), 5)
    }
  },
}

async function answerToken(executionArn: string, token: string): Promise<void> {
  if (!opened || answered.has(token)) return
  answered.add(token)
  const output = JSON.stringify({ items: ['a', 'b'], by: process.pid })
  const outcome = await opened.runtime.deliverByToken(token, { type: 'TaskSucceeded', output })
  if (outcome === 'delivered') log({ acknowledged: { call: 'SendTaskSuccess', executionArn, token, output } })
}

/** The journal has failed: nothing more is acknowledged, one line says so. */
const onFatal = (error: Error): void => {
  process.stderr.write(`stopped: ${error.message}\n`)
  process.exit(3)
}

async function story(): Promise<void> {
  opened = await openEngine({
    store: sqliteStore({ folder, arnTailSize: 2, packEveryMs: 20 }),
    connectors: [runner],
    accountId: '123456789012',
    region: 'us-east-1',
    onFatal,
  })
  const { runtime, index } = opened
  // Tokens that went out before a crash are still good.
  for (const line of lines)
    if ('invocation' in line && line.taskToken !== undefined) void answerToken(line.invocation.executionArn, line.taskToken)
  const arns = Array.from({ length: runs }, (_, at) => `arn:aws:states:us-east-1:123456789012:execution:scenario:${at}`)
  await Promise.all(
    arns.map(async (executionArn, at) => {
      const input = JSON.stringify({ seconds: at % 2 })
      if (mode === 'run' || (await index.describe(executionArn)) === undefined) {
        const request = {
          executionArn,
          name: String(at),
          stateMachineArn: machine,
          stateMachineName: 'scenario',
          roleArn: 'arn:aws:iam::1:role/r',
        }
        const { outcome } = await runtime.start({ ...request, definition, type: 'STANDARD', input })
        if (outcome === 'created') log({ acknowledged: { call: 'StartExecution', executionArn, input } })
      }
      await runtime.ended(executionArn)
    }),
  )
  if (mode === 'finish') process.stdout.write(JSON.stringify(await evidence(arns)))
  await opened.close()
}

async function evidence(arns: string[]): Promise<Evidence> {
  const all = readFileSync(logFile, 'utf8').split('\n').filter(Boolean)
  const known = all.map(line => JSON.parse(line) as Line)
  const { index } = opened!
  const executions: ObservedExecution[] = []
  for (const executionArn of arns) {
    const record = await index.describe(executionArn)
    if (!record) continue
    const { events } = await index.history(executionArn, { reverse: false, limit: 25_000 })
    const { status, input, output } = record
    executions.push({ executionArn, status, input, definition, events, ...(output === undefined ? {} : { output }) })
  }
  return {
    acknowledged: known.flatMap(line => ('acknowledged' in line ? [line.acknowledged] : [])),
    invocations: known.flatMap(line => ('invocation' in line ? [line.invocation] : [])),
    ...{ executions, downtimes: [], clockWasSet: true },
  }
}

await story()
process.exit(0)
