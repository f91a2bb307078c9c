import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Clock } from '@pasos/engine'

export interface ScheduledBackupsOptions {
  /** Where they are kept; another disk than the data's is better. */
  folder: string
  everyMs: number
  /** The newest so many are kept. */
  keep: number
  clock: Clock
  /** Writes a backup to its end. */
  write: (to: Writable) => Promise<void>
  report: (message: string, details: { error: unknown }) => void
}

const NAME = /^pasos-(\d{4})-(\d{2})-(\d{2})T(\d{2})-(\d{2})-(\d{2})Z\.zip$/

/**
 * Writes a backup every so often into a folder, by the time of the newest that is there, so that restarts neither delay nor multiply them;
 * then deletes those that are too many. Files of other names are nobody's business here. Answers how to stop.
 */
export async function scheduleBackups(options: ScheduledBackupsOptions): Promise<() => Promise<void>> {
  const { folder, everyMs, keep, clock, write, report } = options
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of await readdir(folder)) if (isUnfinished(name)) await rm(join(folder, name), { force: true })
  let cancel: (() => void) | undefined
  let isStopped = false
  let working: Promise<void> = Promise.resolve()

  const wait = (at: number): void => {
    if (isStopped) return
    cancel = clock.at(at, () => {
      working = backUp()
        .catch(error => report('a scheduled backup failed; it is tried again when the next one is due', { error }))
        .finally(() => wait(clock.now() + everyMs))
    })
  }

  async function backUp(): Promise<void> {
    const name = nameAt(clock.now())
    const partial = join(folder, `${name}.part`)
    const file = createWriteStream(partial, { flush: true, mode: 0o600 })
    try {
      await write(file)
      await rename(partial, join(folder, name))
    } catch (error) {
      // A file that is still being opened would come into being after it was removed.
      await finished(file.destroy()).catch(() => undefined)
      await rm(partial, { force: true })
      throw error
    }
    for (const old of (await backupsIn(folder)).slice(keep)) await rm(join(folder, old), { force: true })
  }

  const [newest] = await backupsIn(folder)
  wait(newest === undefined ? clock.now() : Math.min(timeOf(newest), clock.now()) + everyMs)
  return async () => {
    isStopped = true
    cancel?.()
    await working
  }
}

/** The newest first. */
async function backupsIn(folder: string): Promise<string[]> {
  return (await readdir(folder))
    .filter(name => NAME.test(name))
    .sort()
    .reverse()
}

function isUnfinished(name: string): boolean {
  return name.endsWith('.part') && NAME.test(name.slice(0, -'.part'.length))
}

/** No colons: some file systems have none in names. */
function nameAt(time: number): string {
  return `pasos-${new Date(time).toISOString().slice(0, 19).replaceAll(':', '-')}Z.zip`
}

function timeOf(name: string): number {
  const [year, month, day, hour, minute, second] = NAME.exec(name)!.slice(1).map(Number)
  return Date.UTC(year!, month! - 1, day, hour, minute, second)
}
