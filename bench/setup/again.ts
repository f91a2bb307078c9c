import { execFileSync } from 'node:child_process'
import { argument, numberArgument } from './command-line.ts'
import { type BenchEngine, openEngine } from './engine.ts'
import { rssMb } from './results.ts'

export interface Reopened {
  readyMs: number
  rssMb: number
}

/**
 * Opens a folder in a new process, as what this one has used is not the next one's memory. A bench that calls this must first call
 * `reopenIfAsked`, which is what runs over there.
 */
export function reopen(folder: string, count: number): Reopened {
  const text = execFileSync(process.execPath, [...process.execArgv, process.argv[1]!, '--reopen', folder, '--executions', String(count)], {
    encoding: 'utf8',
  })
  return JSON.parse(text) as Reopened
}

/**
 * In the process that `reopen` made: opens the folder, tells how long it took until `until` was reached, and ends. `check` throws when the
 * executions that the former process left are not as they must be. The memory is read after half a second.
 */
export async function reopenIfAsked(
  until: (engine: BenchEngine) => Promise<unknown>,
  check: (engine: BenchEngine, count: number) => void | Promise<void>,
): Promise<void> {
  const folder = argument('--reopen')
  if (folder === undefined) return
  const begun = performance.now()
  const engine = await openEngine(folder)
  await until(engine)
  const readyMs = Math.round(performance.now() - begun)
  await new Promise(resolve => setTimeout(resolve, 500))
  const figures: Reopened = { readyMs, rssMb: rssMb() }
  await check(engine, numberArgument('--executions', 0))
  console.log(JSON.stringify(figures))
  await engine.close()
  process.exit(0)
}
