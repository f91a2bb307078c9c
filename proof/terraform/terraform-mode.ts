import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { terraform } from '../../e2e/terraform.ts'
import { kill, launch } from '../torture/server.ts'
import { renderScenarios } from './render-scenarios.ts'
import type { PhaseResult, ScenarioResult } from './scenario-result.ts'

const RESULTS = fileURLToPath(new URL('../results/terraform.json', import.meta.url))
const PAGE = fileURLToPath(new URL('../../docs/reference/terraform.md', import.meta.url))

/** What each phase runs, and the exit code that it must end with: `plan -detailed-exitcode` answers 0 for "No changes". */
const PHASES = {
  init: ['init'],
  apply: ['apply', '-auto-approve', '-var', 'step=1'],
  noop: ['plan', '-detailed-exitcode', '-var', 'step=1'],
  update: ['apply', '-auto-approve', '-var', 'step=2'],
  noopAfterUpdate: ['plan', '-detailed-exitcode', '-var', 'step=2'],
  destroy: ['destroy', '-auto-approve', '-var', 'step=2'],
} as const

export interface TerraformOptions {
  /** A folder with a folder of configuration for each scenario; `var.step` is 1 when it is created and 2 when it is updated. */
  scenarios: string
  /** Only these; all of the folder without. */
  only?: readonly string[] | undefined
  /** `soft`: the roles of the configuration may lack a permission. */
  iam?: string | undefined
  tell: (line: string) => void
}

/**
 * Each scenario with the real provider against a server of its own: created, planned again, updated, planned again, destroyed. The
 * results of scenarios that are not run again stay as they were.
 */
export async function terraformMode({ scenarios, only, iam, tell }: TerraformOptions): Promise<Record<string, unknown>> {
  const names = only ?? foldersOf(scenarios)
  if (names.length === 0) throw new Error(`There is no folder of configuration in ${scenarios}.`)
  const rows = new Map(earlierRows().map(row => [keyOf(row), row]))
  let failed = 0
  for (const name of names) {
    const row = await runScenario(join(scenarios, name), name, iam, tell)
    rows.set(keyOf(row), row)
    if (!row.ok) failed++
    tell(`${name}: ${row.ok ? 'ok' : 'failed'}, ${row.calls} calls, ${row.seconds} s`)
    const sorted = inOrder(rows)
    writeFileSync(RESULTS, `${JSON.stringify({ scenarios: sorted }, null, 2)}\n`)
    writeFileSync(PAGE, renderScenarios(sorted))
  }
  return { scenarios: inOrder(rows), ok: failed === 0 }
}

const foldersOf = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)
    .sort()

const keyOf = ({ name, iam }: ScenarioResult): string => `${name} ${iam ?? ''}`
const inOrder = (rows: ReadonlyMap<string, ScenarioResult>): ScenarioResult[] =>
  [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)

function earlierRows(): ScenarioResult[] {
  if (!existsSync(RESULTS)) return []
  return (JSON.parse(readFileSync(RESULTS, 'utf8')) as { scenarios: ScenarioResult[] }).scenarios
}

async function runScenario(source: string, name: string, iam: string | undefined, tell: (line: string) => void): Promise<ScenarioResult> {
  const root = mkdtempSync(join(tmpdir(), 'pasos-terraform-'))
  const folder = join(root, 'configuration')
  await cp(source, folder, { recursive: true })
  const life = launch({ folder: join(root, 'data'), environment: iam ? { PASOS_IAM: iam } : {} })
  const began = Date.now()
  try {
    const url = await life.ready
    const phases = await runPhases(folder, url, tell)
    const ok = Object.keys(PHASES).every(phase => phases.find(done => done.phase === phase)?.exit === 0)
    const seconds = Math.round((Date.now() - began) / 1000)
    return { name, ...(iam ? { iam } : {}), ok, calls: phases.reduce((sum, { calls }) => sum + calls, 0), seconds, phases }
  } finally {
    await kill(life)
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function runPhases(folder: string, url: string, tell: (line: string) => void): Promise<PhaseResult[]> {
  const done: PhaseResult[] = []
  let before = await requestsOf(url)
  for (const [phase, args] of Object.entries(PHASES)) {
    const began = Date.now()
    const { code: exit, text: output } = await terraform(folder, url, ...args)
    const after = await requestsOf(url)
    done.push({ phase, exit, calls: after - before, seconds: Math.round((Date.now() - began) / 1000) })
    before = after
    if (exit === 0) continue
    const errors = output.split('\n').filter(line => /Error|│|^ +[~+-] /.test(line))
    tell(`${phase} ended with ${exit}:\n${errors.slice(0, 30).join('\n')}`)
    // What was made is taken away all the same, so that a scenario which fails shows whether it can be.
    if (phase === 'init') break
  }
  return done
}

/** How many requests of AWS's operations the server has answered. */
async function requestsOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/_pasos/metrics`)).text()
  return [...text.matchAll(/^pasos_requests_total\{[^}]*\} (\d+)/gm)].reduce((sum, match) => sum + Number(match[1]), 0)
}
