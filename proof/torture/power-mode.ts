import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ids, seededIds } from '@pasos/engine'
import { strace } from './crash-points-mode.ts'
import { buildImage, type DiskOperation, readTrace } from './disk-images.ts'
import { judgeImage } from './judge-image.ts'
import { finishAndJudge, hasStrace, runScenario } from './run-scenario.ts'

export interface PowerOptions {
  images: number
  seed: number
  tell: (line: string) => void
  /** No further than to the first image with a failure: what goes on with a journal that lost something may wait in vain, a minute each time. */
  untilFound?: boolean
  /** Another store than ours: a copy with a planted bug. */
  store?: string
}

/**
 * The power fails. From the recorded order of writes and syncs, disk images are rebuilt as they may be found afterwards: what was synced is there; of
 * what was not, anything may be missing or torn. Every acknowledged effect must be in every image, and no image may be damaged.
 */
export async function powerMode({ images, seed, tell, untilFound = false, store }: PowerOptions): Promise<Record<string, unknown>> {
  if (!hasStrace()) {
    tell('SKIPPED: power loss needs strace, which cannot trace processes here.')
    return { mode: 'power', skipped: 'strace is missing', ok: true }
  }
  const root = mkdtempSync(join(tmpdir(), 'pasos-power-'))
  const ids: Ids = seededIds(seed)
  try {
    const place = { folder: join(root, 'data'), log: join(root, 'log'), ...(store === undefined ? {} : { store }) }
    const trace = join(root, 'trace')
    const calls = 'trace=pwrite64,write,fsync,fdatasync,ftruncate,rename,unlink'
    const run = await runScenario('run', place, [...strace(trace, calls), '-y', '-xx', '-s', '1000000'])
    if (run.code !== 0) throw new Error(`the recorded run ended with ${run.code}: ${run.stderr}`)
    const operations = readTrace(readFileSync(trace, 'latin1'), place)
    const failures: string[] = []
    let acknowledged = 0
    let finished = 0
    let looked = 0
    const isFound = (): boolean => untilFound && failures.length > 0
    while (looked < images && !isFound()) {
      const image = looked++
      const at = 1 + Math.floor(ids.random() * operations.length)
      const folder = join(root, `image`)
      const log = buildImage(operations.slice(0, at), folder, ids)
      const judged = judgeImage(folder, log)
      acknowledged += judged.acknowledged
      failures.push(...judged.failures.map(what => `image ${image}, after operation ${at} of ${operations.length}: ${what}`))
      if (judged.isWhole && !isFound() && image % Math.ceil(images / 5) === 0) {
        const copy = { ...place, folder: join(root, 'copy'), log: join(root, 'copy.log') }
        cpSync(folder, copy.folder, { recursive: true })
        writeFileSync(copy.log, log)
        for (const { rule, what } of await finishAndJudge(copy)) failures.push(`image ${image} taken up: ${rule}: ${what}`)
        rmSync(copy.folder, { recursive: true, force: true })
        finished++
      }
      rmSync(folder, { recursive: true, force: true })
    }
    const kinds = Object.entries(Object.groupBy(operations, ({ kind }: DiskOperation) => kind)).map(([kind, list]) => [kind, list?.length])
    return {
      ...{ mode: 'power', seed, images: looked, operations: Object.fromEntries(kinds) },
      ...{ acknowledgedChecked: acknowledged, takenUp: finished },
      ...{ lost: failures.length, failures: failures.slice(0, 10), ok: failures.length === 0 && acknowledged > 0 },
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
