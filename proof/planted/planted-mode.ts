import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runSeeds } from '../simulation/simulation-mode.ts'
import { powerMode } from '../torture/power-mode.ts'
import { hasStrace } from '../torture/run-scenario.ts'
import { type PlantedBug, plantedBugs, plantedInJournal } from './planted-bugs.ts'

const PROOF = fileURLToPath(new URL('..', import.meta.url))
const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url))
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
  const findings = [...(await inCopy('engine', plantedBugs, hunt, tell))]
  if (hasStrace()) findings.push(...(await inCopy('store-sqlite', plantedInJournal, cutPower, tell)))
  const found = findings.filter(finding => finding.found).length
  return { mode: 'planted', planted: findings.length, found, findings, ok: found === findings.length }
}

/** One bug after the other in one copy, so that Node keeps what it has compiled of the files that are as they were. */
async function inCopy(
  name: 'engine' | 'store-sqlite',
  bugs: readonly PlantedBug[],
  seek: (folder: string) => Promise<Omit<Finding, 'bug'>>,
  tell: (line: string) => void,
): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-planted-'))
  const findings: Finding[] = []
  try {
    const source = copy(name, folder)
    for (const bug of bugs) {
      const takeAway = plant(bug, source)
      const finding = { bug: bug.name, ...(await seek(folder)) }
      takeAway()
      tell(`${finding.found ? `found with seed ${finding.seed} (${finding.rule})` : 'NOT FOUND'}: ${finding.bug}`)
      findings.push(finding)
    }
    return findings
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function hunt(folder: string): Promise<Omit<Finding, 'bug'>> {
  const { broken } = await runSeeds(1, mostSeeds, join(folder, 'proof', 'simulation', 'simulate.ts'), 120_000)
  const first = broken?.violations[0]
  return first ? { found: true, seed: broken!.seed, rule: first.rule, what: firstLine(first.what) } : { found: false }
}

async function cutPower(folder: string): Promise<Omit<Finding, 'bug'>> {
  const store = join(folder, 'store-sqlite', 'src', 'index.ts')
  const result = await powerMode({ images: 100, seed: 1, tell: () => undefined, untilFound: true, store })
  const [first] = result['failures'] as string[]
  return first === undefined ? { found: false } : { found: true, seed: 1, rule: 'power', what: firstLine(first) }
}

/** Without the stack of a defect, which names places of this machine. */
function firstLine(what: string): string {
  return (what.split('\n')[0] ?? '').slice(0, 200)
}

/** A copy of a package, which the simulation that lies in `folder/proof` finds under the package's name; answers its source. */
function copy(name: 'engine' | 'store-sqlite', folder: string): string {
  const original = dirname(dirname(fileURLToPath(import.meta.resolve(`@pasos/${name}`))))
  const place = join(folder, name)
  for (const part of ['src', 'package.json']) cpSync(join(original, part), join(place, part), { recursive: true })
  symlinkSync(MODULES, join(folder, 'node_modules'))
  const found = join(folder, 'proof', 'node_modules', '@pasos')
  mkdirSync(found, { recursive: true })
  symlinkSync(place, join(found, name))
  writeFileSync(join(folder, 'proof', 'package.json'), '{ "type": "module" }')
  for (const part of ['oracle', 'simulation']) cpSync(join(PROOF, part), join(folder, 'proof', part), { recursive: true })
  return join(place, 'src')
}

/** Changes one place of a copy; what it answers changes it back. Throws when the place is not there exactly once, so that no bug goes stale unseen. */
function plant(bug: PlantedBug, source: string): () => void {
  const file = join(source, bug.file)
  const text = readFileSync(file, 'utf8')
  if (text.split(bug.find).length !== 2) throw new Error(`The place of the planted bug "${bug.name}" is not in ${bug.file} once.`)
  writeFileSync(
    file,
    text.replace(bug.find, () => bug.replace),
  )
  return () => writeFileSync(file, text)
}
