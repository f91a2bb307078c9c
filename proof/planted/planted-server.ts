import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { clusterMode } from '../torture/cluster-mode.ts'
import { servicesMode } from '../torture/services-mode.ts'
import { type PlantedBug, plantedInCluster, plantedInServices } from './planted-bugs.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const kills = 25
const mostSeeds = 6

/** `torture` tortures a planted server under a seed and answers what the judge says of it. */
type Torture<Bug> = (bug: Bug, entry: string, seed: number) => Promise<string[]>

interface Finding {
  bug: string
  found: boolean
  seed?: number
  what?: string
  /** What was said of runs that did not show the bug. */
  beside?: string[]
}

/** Plants each bug in a copy of the whole server, and kills that until the judge complains. `only`: parts of the names of those that are wanted. */
export function plantedServicesMode(tell: (line: string) => void, only?: readonly string[]): Promise<Record<string, unknown>> {
  return seek('planted-services', chosen(plantedInServices, only), tell, async (_bug, entry, seed) => {
    const { failures } = await servicesMode({ kills, seed, executions: 60, tell: () => undefined, entry })
    return failures as string[]
  })
}

/** The same for a cluster, whose nodes and database are struck in the way in which the bug would show. */
export function plantedClusterMode(tell: (line: string) => void, only?: readonly string[]): Promise<Record<string, unknown>> {
  return seek('planted-cluster', chosen(plantedInCluster, only), tell, async ({ faults, test }, entry, seed) => {
    if (test !== undefined) return failuresOf(test, dirname(dirname(dirname(entry))))
    const { failures } = await clusterMode({ rounds: 5, seed, executions: 80, tell: () => undefined, entry, faults })
    return failures as string[]
  })
}

function chosen<Bug extends PlantedBug>(bugs: readonly Bug[], only: readonly string[] | undefined): readonly Bug[] {
  const found = only === undefined ? bugs : bugs.filter(({ name }) => only.some(part => name.includes(part)))
  if (found.length === 0)
    throw new Error(`No planted bug is called ${only?.join(' or ')}, only: ${bugs.map(({ name }) => name).join('; ')}`)
  return found
}

async function seek<Bug extends PlantedBug & { shows?: RegExp }>(
  mode: string,
  bugs: readonly Bug[],
  tell: (line: string) => void,
  torture: Torture<Bug>,
): Promise<Record<string, unknown>> {
  const findings: Finding[] = []
  for (const bug of bugs) {
    const finding = await hunt(bug, torture)
    tell(`${finding.found ? `found with seed ${finding.seed}: ${finding.what}` : 'NOT FOUND'}: ${bug.name}`)
    for (const beside of finding.beside ?? []) tell(`  was said too: ${beside}`)
    findings.push(finding)
  }
  const found = findings.filter(finding => finding.found).length
  return { mode, planted: findings.length, found, findings, ok: found === findings.length }
}

/** Found is a bug when the judge says what it shows, and nothing else will do. */
async function hunt<Bug extends PlantedBug & { shows?: RegExp }>(bug: Bug, torture: Torture<Bug>): Promise<Finding> {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-planted-'))
  const beside: string[] = []
  const besides = (): Partial<Finding> => (beside.length === 0 ? {} : { beside })
  try {
    const entry = plantServer(bug, folder)
    for (let seed = 1; seed <= mostSeeds; seed++) {
      const failures = await torture(bug, entry, seed)
      const shown = failures.find(failure => bug.shows?.test(failure) ?? true)
      if (shown !== undefined) return { bug: bug.name, found: true, seed, what: excerpt(shown, bug.shows), ...besides() }
      if (failures[0] !== undefined) beside.push(`seed ${seed}: ${failures[0].slice(0, 200)}`)
    }
    return { bug: bug.name, found: false, ...besides() }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The end of what the bug shows, which says most, and what follows. */
function excerpt(failure: string, shows: RegExp | undefined): string {
  const shown = shows?.exec(failure)
  const end = shown ? shown.index + shown[0].length : 0
  return failure.slice(Math.max(0, end - 100), end + 200)
}

/** What a test says of the packages in a folder; nothing when it succeeds. */
function failuresOf(test: string, packages: string): string[] {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const ran = spawnSync(process.execPath, [vitest, 'run', '--root', packages, test], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  if (ran.status === 0) return []
  // A machine that is too busy for it says nothing of the bug: it is tried again.
  if (ran.stdout.includes('Test timed out in')) return []
  // One that could not be run has found nothing.
  const [failure] = /AssertionError: .*/.exec(ran.stdout + ran.stderr) ?? []
  if (failure === undefined) throw new Error(`${test} could not be run: ${ran.stdout}${ran.stderr}`)
  return [`${test}: ${failure}`]
}

/** A copy of all packages with one place changed; answers its `pasos`. Throws when the place is not there exactly once. */
function plantServer({ name, file, find, replace }: PlantedBug, folder: string): string {
  const [packages, modules] = [join(folder, 'packages'), join(folder, 'node_modules')]
  cpSync(join(ROOT, 'packages'), packages, { recursive: true, verbatimSymlinks: true })
  cpSync(join(ROOT, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'))
  mkdirSync(join(modules, '@pasos'), { recursive: true })
  for (const each of readdirSync(join(ROOT, 'node_modules')))
    if (each !== '@pasos') symlinkSync(join(ROOT, 'node_modules', each), join(modules, each))
  for (const each of readdirSync(packages)) symlinkSync(join(packages, each), join(modules, '@pasos', each))
  const planted = join(packages, file)
  const text = readFileSync(planted, 'utf8')
  if (text.split(find).length !== 2) throw new Error(`The place of the planted bug "${name}" is not in ${file} once.`)
  writeFileSync(
    planted,
    text.replace(find, () => replace),
  )
  return join(packages, 'pasos', 'bin', 'pasos.mjs')
}
