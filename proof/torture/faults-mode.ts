import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strace } from './crash-points-mode.ts'
import { fullDisk } from './full-disk.ts'
import { besideEachOther, finishAndJudge, hasStrace, runScenario } from './run-scenario.ts'

/** What the disk may say: once, or from then on (`+`). */
const faults = [
  ['fsync', 'EIO', ''],
  ['fsync', 'EIO', '+'],
  ['pwrite64', 'ENOSPC', '+'],
  ['pwrite64', 'EIO', ''],
] as const

/**
 * The disk refuses the k-th write or sync. The engine must stop with one clear line (or not have needed that call), must not have
 * acknowledged what is not there, and must take up its work once the disk is well again.
 */
export async function faultsMode({ points, tell }: { points: number; tell: (line: string) => void }): Promise<Record<string, unknown>> {
  if (!hasStrace()) {
    tell('SKIPPED: injected errors need strace, which cannot trace processes here.')
    return { mode: 'faults', skipped: 'strace is missing', ok: true }
  }
  const failures: string[] = []
  const counts = { tried: 0, stopped: 0, unharmed: 0 }
  await besideEachOther([...Array(points).keys()], async point => {
    const [call, error, lasting] = faults[point % faults.length]!
    const when = 1 + Math.floor(point / faults.length) * 2
    counts.tried++
    await inject(call, `${call}:error=${error}:when=${when}${lasting}`, counts, failures)
    if (counts.tried % 10 === 0) tell(`${counts.tried} faults, ${counts.stopped} stops`)
  })
  const disk = await fullDisk(tell)
  failures.push(...disk.failures)
  const ok = failures.length === 0 && counts.tried === points && counts.stopped > 0.5 * counts.tried
  return { mode: 'faults', ...counts, fullDisk: disk.outcome, failures: failures.slice(0, 20), ok }
}

async function inject(call: string, fault: string, counts: { stopped: number; unharmed: number }, failures: string[]): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'pasos-faults-'))
  const place = { folder: join(root, 'data'), log: join(root, 'log') }
  mkdirSync(place.folder)
  try {
    const run = await runScenario('run', place, strace('/dev/null', `trace=${call}`, `inject=${fault}`))
    if (run.code === 0) counts.unharmed++
    else {
      counts.stopped++
      const lines = run.stderr.split('\n').filter(Boolean)
      const isClear = run.code === 3 && lines.filter(line => line.startsWith('stopped: ')).length === 1
      // Before the journal is open there is nothing to stop: opening fails, and says why.
      const isRefusal =
        /DataFolderError|ERR_SQLITE_ERROR|EIO|ENOSPC|can no longer be written/.test(run.stderr) && !run.stderr.includes('acknowledged')
      if (!isClear && !isRefusal) failures.push(`${fault}: ended with ${run.code ?? run.signal}: ${run.stderr.slice(-300)}`)
    }
    for (const { rule, what } of await finishAndJudge(place)) failures.push(`${fault}: ${rule}: ${what}`)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
