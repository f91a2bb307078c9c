import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { besideEachOther, finishAndJudge, hasStrace, runScenario } from './run-scenario.ts'

const syscalls = ['pwrite64', 'fdatasync', 'fsync', 'rename', 'unlink', 'ftruncate'] as const

/**
 * Kills the scenario at its k-th write, its k-th sync and so on, for as many points as asked, evenly spread; after each, the engine must take up
 * what is on disk and bring it to the same end.
 */
export async function crashPointsMode({
  points,
  tell,
}: {
  points: number
  tell: (line: string) => void
}): Promise<Record<string, unknown>> {
  if (!hasStrace()) {
    tell('SKIPPED: crash points need strace, which cannot trace processes here.')
    return { mode: 'crash-points', skipped: 'strace is missing', ok: true }
  }
  const counts = await countCalls()
  const calls = Object.fromEntries(counts.map(({ name, all }) => [name, all]))
  const total = counts.reduce((sum, { all }) => sum + all, 0)
  const failures: string[] = []
  let tried = 0
  let hit = 0
  const places = counts.flatMap(({ name, all, most }) => {
    const wanted = Math.min(most, Math.max(1, Math.round((points * all) / total)))
    return Array.from({ length: wanted }, (_, point) => ({ name, when: 1 + Math.floor((point * most) / wanted) }))
  })
  await besideEachOther(places, async ({ name, when }) => {
    if (await killAtOrBefore(name, when, failures)) hit++
    tried++
    if (tried % 20 === 0) tell(`${tried} points, ${hit} hit`)
  })
  if (tried !== places.length || hit < 0.8 * tried) failures.push(`${hit} hit of ${tried} tried and ${places.length} wanted`)
  const ok = failures.length === 0
  return { mode: 'crash-points', calls, points: tried, hit, failures: failures.slice(0, 20), ok }
}

/** How often a whole run makes each call, and how often the thread that makes most of them: strace counts those of each thread by themselves. */
async function countCalls(): Promise<{ name: string; all: number; most: number }[]> {
  const root = mkdtempSync(join(tmpdir(), 'pasos-points-'))
  try {
    const trace = join(root, 'trace')
    await runScenario('run', { folder: join(root, 'data'), log: join(root, 'log') }, strace(trace, `trace=${syscalls.join(',')}`))
    const text = readFileSync(trace, 'utf8')
    const made = [...text.matchAll(/^(\d+)\s+(\w+)\(/gm)]
    const counts = syscalls.map(name => {
      const byThread = Object.groupBy(
        made.filter(([, , call]) => call === name),
        ([, thread]) => thread!,
      )
      const each = Object.values(byThread).map(calls => calls!.length)
      return { name, all: each.reduce((sum, count) => sum + count, 0), most: Math.max(0, ...each) }
    })
    return counts.filter(({ all }) => all > 0)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** A busy machine commits more at once and makes fewer calls than the run that was counted: where one ends before the point, an earlier one is as good. */
async function killAtOrBefore(name: string, when: number, failures: string[]): Promise<boolean> {
  for (let point = when; point > 0; point = Math.floor(point * 0.6)) if (await killAt(name, point, failures)) return true
  return false
}

async function killAt(name: string, when: number, failures: string[]): Promise<boolean> {
  const root = mkdtempSync(join(tmpdir(), 'pasos-points-'))
  const place = { folder: join(root, 'data'), log: join(root, 'log') }
  try {
    const wrapper = strace('/dev/null', `trace=${name}`, `inject=${name}:signal=KILL:when=${when}`)
    const run = await runScenario('run', place, wrapper)
    for (const { rule, what } of await finishAndJudge(place)) failures.push(`${name} ${when}: ${rule}: ${what}`)
    return run.code !== 0
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

export function strace(output: string, ...expressions: string[]): string[] {
  return ['strace', '-f', '-qq', '-o', output, ...expressions.flatMap(expression => ['-e', expression])]
}
