import { execFileSync } from 'node:child_process'
import { argument } from './command-line.ts'
import { openEngine } from './engine.ts'
import { rssMb } from './results.ts'

export interface Reopened {
  readyMs: number
  rssMb: number
}

/**
 * Opens a folder in a new process, as what this one has used is not the next one's memory. A bench that calls this must first call
 * `reopenIfAsked`, which is what runs over there.
 */
export function reopen(folder: string): Reopened {
  const text = execFileSync(process.execPath, [...process.execArgv, process.argv[1]!, '--reopen', folder], { encoding: 'utf8' })
  return JSON.parse(text) as Reopened
}

/** In the process that `reopen` made: opens the folder, tells how long that took, and ends. `settledMs`: what is waited for the memory. */
export async function reopenIfAsked(until: (engine: Awaited<ReturnType<typeof openEngine>>) => Promise<unknown>): Promise<void> {
  const folder = argument('--reopen')
  if (folder === undefined) return
  const begun = performance.now()
  const engine = await openEngine(folder)
  await until(engine)
  const readyMs = Math.round(performance.now() - begun)
  await new Promise(resolve => setTimeout(resolve, 500))
  console.log(JSON.stringify({ readyMs, rssMb: rssMb() } satisfies Reopened))
  await engine.close()
  process.exit(0)
}
