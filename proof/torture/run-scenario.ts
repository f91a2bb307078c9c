import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkEvidence, type Evidence, type Violation } from '../oracle/check-evidence.ts'

const SCENARIO = fileURLToPath(new URL('./scenario.ts', import.meta.url))
export const STORE = fileURLToPath(import.meta.resolve('@pasos/store-sqlite'))
const limitMs = 60_000

export interface ScenarioRun {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** Runs the scenario on a folder to its end, or to the end that `wrapper` prepares for it. */
export async function runScenario(
  mode: 'run' | 'finish',
  place: { folder: string; log: string; store?: string },
  wrapper: readonly string[] = [],
): Promise<ScenarioRun> {
  const [command, ...args] = [...wrapper, process.execPath, SCENARIO, place.store ?? STORE, place.folder, place.log, mode]
  const env = wrapper.length === 0 || (await isCached(place.store)) ? process.env : { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' }
  const child = spawn(command!, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs, killSignal: 'SIGKILL' })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk))
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal, stdout, stderr }
}

let filled: Promise<ScenarioRun> | undefined

/**
 * Whether Node finds all of the scenario in its cache of what it has compiled, which is half of what a run costs. Who counts the writes of a run
 * counts ours, not those of a cache that is full the next time: a run that nobody counts fills it first. A copied store has no use for that.
 */
async function isCached(store: string | undefined): Promise<boolean> {
  if (process.env['NODE_COMPILE_CACHE'] === undefined || store !== undefined) return false
  filled ??= fillCache()
  return (await filled).code === 0
}

async function fillCache(): Promise<ScenarioRun> {
  const root = mkdtempSync(join(tmpdir(), 'pasos-points-'))
  try {
    return await runScenario('run', { folder: join(root, 'data'), log: join(root, 'log') })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Two scenarios at a time: each has a folder of its own, and spends most of its time waiting for a timer or a disk. */
export async function besideEachOther<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items]
  const lane = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await act(item)
  }
  await Promise.all([lane(), lane()])
}

/** Takes up what a run left and lets the oracle judge. */
export async function finishAndJudge(place: { folder: string; log: string; store?: string }): Promise<Violation[]> {
  const finished = await runScenario('finish', place)
  if (finished.code !== 0) {
    const what = `recovery ended with ${finished.code ?? finished.signal}: ${finished.stderr.slice(-400)}`
    return [{ executionArn: '', rule: 'stuck', what }]
  }
  return checkEvidence(JSON.parse(finished.stdout) as Evidence)
}

/** Whether processes can be traced here; without strace some modes can't run, and say so. */
export function hasStrace(): boolean {
  return spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0
}
