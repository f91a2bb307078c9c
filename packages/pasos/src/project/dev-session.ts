import { dirname, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBringUp } from './bring-up.ts'
import { isIn } from './changed-since.ts'
import type { Change, DeployTarget } from './deploy-project.ts'
import { type Project, ProjectError } from './project.ts'
import { isForeign, readProject } from './read-project.ts'
import { watchedPlaces } from './watched-places.ts'

/** A file that is being written just when it is read for the first time is whole by then. */
const WHOLE_MS = 100

export interface DevSessionOptions {
  folder: string
  functions?: string | undefined
  /** Where the server keeps what is durable; what changes there is none of the project. */
  data?: string | undefined
  target: DeployTarget
  onChange(change: Change): void
  /** A file is not as it should be; what is deployed stays. Told once, however often the folder is read while it lasts. */
  onProblem(reason: string): void
  /** The folder can be read again after a problem. */
  onSolved(): void
  /** A file outside of definitions and functions that is of interest, such as one of mocks, wherever it lies. */
  file?: string | undefined
  /** It may be another than it was, and when that was seen; asked too once it is watched. */
  onFile?: ((since: number) => void) | undefined
}

export interface DevSession {
  project(): Project
  /** The machine that was deployed last. */
  lastMachine(): string | undefined
  close(): void
}

/**
 * Deploys a folder, and from then on whatever changes in it and nothing else. It is watched before it is read: whatever changes after that
 * is seen, while things are being deployed too.
 *
 * @throws ProjectError for what is wrong at the beginning
 */
export async function openDevSession(options: DevSessionOptions): Promise<DevSession> {
  const { folder, functions, onChange, onProblem, onSolved, onFile } = options
  const root = resolve(folder)
  const file = options.file === undefined ? undefined : resolve(options.file)
  let project: Project = { machines: [], functions: [] }
  let last: string | undefined
  let work = Promise.resolve()
  let problem: string | undefined
  let timer: NodeJS.Timeout | undefined
  /** What has changed and could not be read since. */
  const unread = new Set<string>()
  const bringUp = createBringUp(options.target, root, change => {
    if (change.kind === 'machine' && change.what !== 'refused' && change.what !== 'deleted') last = change.name
    onChange(change)
  })

  const watched = watchedPlaces({
    isForeign: (name, path) => isForeign(name) || (options.data !== undefined && path === resolve(options.data)),
    changed,
    failed: error => onProblem(error.message),
  })

  function changed(paths: string[], since: number): void {
    work = work.then(() => take(paths, since)).catch(failed)
  }

  function failed(error: Error): void {
    const reason = isOfFolder(error) ? error.message : (error.stack ?? error.message)
    // Whatever else changes in the folder, perhaps the file that this very output goes to, says nothing new of it.
    if (reason === problem) return
    problem = reason
    onProblem(reason)
  }

  async function take(paths: readonly string[], since?: number): Promise<void> {
    for (const path of paths) unread.add(path)
    if (since !== undefined && file !== undefined && paths.some(path => isIn(file, path))) onFile?.(since)
    project = readWatched()
    if (problem !== undefined) onSolved()
    problem = undefined
    const read = [...unread]
    unread.clear()
    const waitMs = await bringUp(project, read, since)
    clearTimeout(timer)
    if (waitMs !== undefined) timer = setTimeout(() => changed([], performance.now()), waitMs)
  }

  /** The project, all of whose files are watched. */
  function readWatched(): Project {
    for (;;) {
      const read = readProject(folder, functions)
      const places = [
        // What stands in a template lies where the template does, in the folder.
        ...read.functions.flatMap(({ folder: code }) => (code === undefined ? [] : [watched.add(code)])),
        ...read.machines.map(each => watched.add(dirname(resolve(root, each.file)), true)),
      ]
      // What lies elsewhere was read before it was watched.
      if (!places.includes(true)) return read
    }
  }

  function close(): void {
    watched.close()
    clearTimeout(timer)
  }

  watched.add(root)
  if (functions !== undefined) watched.add(resolve(functions))
  if (file !== undefined) watched.add(dirname(file), true)
  onFile?.(performance.now())
  const first = take([]).catch(async (error: Error) => {
    if (!isOfFolder(error)) throw error
    await sleep(WHOLE_MS)
    await take([])
  })
  work = first.catch(() => undefined)
  await first.catch(error => {
    close()
    throw error
  })
  last = project.machines[0]?.name
  return { project: () => project, lastMachine: () => last, close }
}

/** Whether what is wrong is in the folder, not in the command. */
function isOfFolder(error: Error): boolean {
  return error instanceof ProjectError || 'syscall' in error
}
