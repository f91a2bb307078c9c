import { resolve, sep } from 'node:path'
import { changedSince } from './changed-since.ts'
import { type Change, type DeployTarget, deleteProject, deployProject } from './deploy-project.ts'
import { type Project, ProjectError } from './project.ts'
import { isForeign, readProject } from './read-project.ts'
import { type FolderWatch, watchFolder } from './watch-folder.ts'

export interface DevSessionOptions {
  folder: string
  functions?: string | undefined
  target: DeployTarget
  onChange(change: Change): void
  /** A file is not as it should be; what is deployed stays. Told once, however often the folder is read while it lasts. */
  onProblem(reason: string): void
  /** The folder can be read again after a problem. */
  onSolved(): void
  /** A file outside of definitions and functions that is of interest, such as one of mocks; with when it was seen to change. */
  onFile?: ((path: string, since: number) => void) | undefined
}

export interface DevSession {
  project(): Project
  /** The machine that was deployed last. */
  lastMachine(): string | undefined
  close(): void
}

/**
 * Deploys a folder, and from then on whatever changes in it and nothing else.
 * @throws ProjectError for what is wrong at the beginning
 */
export async function openDevSession(options: DevSessionOptions): Promise<DevSession> {
  const { folder, functions, target, onChange, onProblem, onSolved, onFile } = options
  let project = readProject(folder, functions)
  let last = project.machines[0]?.name
  /** What the server has refused and has not taken since. */
  const refused = new Set<string>()
  const wasRefused = ({ kind, name, what }: Change): boolean => {
    const thing = `${kind} ${name}`
    const was = refused.delete(thing)
    if (what === 'refused') refused.add(thing)
    return was
  }
  await deployProject(target, project, change => {
    wasRefused(change)
    onChange(change)
  })
  let work = Promise.resolve()
  const watches: FolderWatch[] = []
  let problem: string | undefined

  async function take(paths: readonly string[], since: number): Promise<void> {
    for (const path of paths) onFile?.(path, since)
    const before = project
    project = readProject(folder, functions)
    if (problem !== undefined) onSolved()
    problem = undefined
    const isChanged = changedSince(before, project, paths, resolve(folder))
    const told = (change: Change) => {
      // What is back to what is deployed is told after a refusal only: its author waits for it.
      if (!wasRefused(change) && change.what === 'unchanged') return
      if (change.kind === 'machine' && change.what !== 'refused') last = change.name
      onChange({ ...change, ms: Math.round(performance.now() - since) })
    }
    await deployProject(target, project, told, isChanged)
    for (const change of await deleteProject(target, gone(before, project))) told(change)
  }

  const changed = (paths: string[], since: number) => {
    work = work
      .then(() => take(paths, since))
      .catch((error: Error) => {
        const reason = error instanceof ProjectError || 'syscall' in error ? error.message : (error.stack ?? error.message)
        // Whatever else changes in the folder, perhaps the file that this very output goes to, says nothing new of it.
        if (reason === problem) return
        problem = reason
        onProblem(reason)
      })
  }
  watches.push(watchFolder(resolve(folder), isForeign, changed))
  if (functions !== undefined && !`${resolve(functions)}${sep}`.startsWith(`${resolve(folder)}${sep}`)) {
    watches.push(watchFolder(resolve(functions), isForeign, changed))
  }
  return {
    project: () => project,
    lastMachine: () => last,
    close() {
      for (const watch of watches) watch.close()
    },
  }
}

function gone(before: Project, now: Project): Project {
  const has = (list: readonly { name: string }[], name: string) => list.some(each => each.name === name)
  return {
    machines: before.machines.filter(({ name }) => !has(now.machines, name)),
    functions: before.functions.filter(({ name }) => !has(now.functions, name)),
  }
}
