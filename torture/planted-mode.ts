import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type PlantedBug, plantedBugs, plantedInJournal } from './planted-bugs.ts'
import { powerMode } from './power-mode.ts'
import { hasStrace } from './run-scenario.ts'
import { runSeeds } from './simulation-mode.ts'

const ENGINE = dirname(fileURLToPath(import.meta.resolve('@pasos/engine')))
const STORE = dirname(fileURLToPath(import.meta.resolve('@pasos/store-sqlite')))
const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url))
const mostSeeds = 400

export interface Finding {
  bug: string
  found: boolean
  /** The seed that found it, and by which rule. */
  seed?: number
  rule?: string
  what?: string
}

/** Plants each bug in a copy of the engine and simulates until the oracle complains. A judge that finds nothing proves nothing. */
export async function plantedMode(tell: (line: string) => void): Promise<Record<string, unknown>> {
  const findings: Finding[] = []
  const hunts = [...plantedBugs.map(bug => () => hunt(bug)), ...(hasStrace() ? plantedInJournal.map(bug => () => cutPower(bug)) : [])]
  for (const seek of hunts) {
    const finding = await seek()
    tell(`${finding.found ? `found with seed ${finding.seed} (${finding.rule})` : 'NOT FOUND'}: ${finding.bug}`)
    findings.push(finding)
  }
  const found = findings.filter(finding => finding.found).length
  return { mode: 'planted', planted: findings.length, found, findings, ok: found === findings.length }
}

async function hunt(bug: PlantedBug): Promise<Finding> {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-planted-'))
  try {
    plant(bug, ENGINE, folder)
    const { broken } = await runSeeds(1, mostSeeds, join(folder, 'src', 'simulation', 'simulate.ts'), 120_000)
    const first = broken?.violations[0]
    return first
      ? { bug: bug.name, found: true, seed: broken!.seed, rule: first.rule, what: firstLine(first.what) }
      : { bug: bug.name, found: false }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function cutPower(bug: PlantedBug): Promise<Finding> {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-planted-'))
  try {
    plant(bug, STORE, folder)
    const result = await powerMode({ images: 100, seed: 1, tell: () => undefined, store: join(folder, 'src', 'index.ts') })
    const [first] = result['failures'] as string[]
    return first === undefined
      ? { bug: bug.name, found: false }
      : { bug: bug.name, found: true, seed: 1, rule: 'power', what: firstLine(first) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Without the stack of a defect, which names places of this machine. */
function firstLine(what: string): string {
  return (what.split('\n')[0] ?? '').slice(0, 200)
}

/** A copy of a package's source with one place changed; throws when the place is not there exactly once, so that no bug goes stale unseen. */
function plant(bug: PlantedBug, source: string, folder: string): void {
  cpSync(source, join(folder, 'src'), { recursive: true })
  symlinkSync(MODULES, join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const file = join(folder, 'src', bug.file)
  const text = readFileSync(file, 'utf8')
  if (text.split(bug.find).length !== 2) throw new Error(`The place of the planted bug "${bug.name}" is not in ${bug.file} once.`)
  writeFileSync(
    file,
    text.replace(bug.find, () => bug.replace),
  )
}
