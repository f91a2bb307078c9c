import { changedSince } from './changed-since.ts'
import { type Change, type DeployTarget, deleteProject, deployProject } from './deploy-project.ts'
import type { Project } from './project.ts'

/** A file that is gone for less is one that is being written anew, as by editors and by `git checkout`. */
const GONE_MS = 500
/** How often what the server can't take yet is tried. */
const RETRY_MS = 500

/**
 * Brings a server to where a project is.
 *
 * @param paths what has changed on disk
 * @param since when the first of it was seen; nothing for the first time, which tells of everything
 * @returns after how many milliseconds there is something to do though nothing changes
 */
export type BringUp = (project: Project, paths: readonly string[], since?: number) => Promise<number | undefined>

/**
 * Deploys what has changed since it was last deployed, and what was refused. Nothing is forgotten by a time that fails: what had changed by
 * then has changed the next time too.
 *
 * @param root the project's folder
 */
export function createBringUp(target: DeployTarget, root: string, onChange: (change: Change) => void): BringUp {
  let deployed: Project = { machines: [], functions: [] }
  const touched = new Set<string>()
  /** What the server has refused and has not taken since, with its words. */
  const refused = new Map<string, string>()
  /** What is deployed and no more in the project, with when that was seen. */
  const missing = new Map<string, number>()

  return async (project, paths, since) => {
    for (const path of paths) touched.add(path)
    const isChanged = changedSince(deployed, project, [...touched], root)
    let retryMs: number | undefined
    const told = (change: Change) => {
      const thing = thingOf(change.kind, change.name)
      const was = refused.get(thing)
      refused.delete(thing)
      if (change.what === 'refused') refused.set(thing, change.detail ?? '')
      if (change.passes) retryMs = RETRY_MS
      if (since === undefined) return onChange(change)
      // What is back to what is deployed is told after a refusal only: its author waits for it.
      if (change.what === 'unchanged' && was === undefined) return
      if (change.what === 'refused' && change.detail === was && !isChanged(change.kind, change.name)) return
      onChange({ ...change, ms: Math.round(performance.now() - since) })
    }
    await deployProject(target, project, told, (kind, name) => isChanged(kind, name) || refused.has(thingOf(kind, name)))
    const gone = without(deployed, project)
    const waiting = only(gone, thing => !isLongGone(thing))
    for (const change of await deleteProject(target, without(gone, waiting))) told(change)
    deployed = { machines: [...project.machines, ...waiting.machines], functions: [...project.functions, ...waiting.functions] }
    touched.clear()
    keepOnly(missing, waiting)
    keepOnly(refused, project)
    return missing.size > 0 ? GONE_MS : retryMs
  }

  /** Of what is no more in the project; counts from the first time that it is asked. */
  function isLongGone(thing: string): boolean {
    const now = performance.now()
    if (!missing.has(thing)) missing.set(thing, now)
    return now - missing.get(thing)! >= GONE_MS
  }
}

function thingOf(kind: Change['kind'], name: string): string {
  return `${kind} ${name}`
}

/** What of a project passes. */
function only({ machines, functions }: Project, isIn: (thing: string) => boolean): Project {
  return {
    machines: machines.filter(({ name }) => isIn(thingOf('machine', name))),
    functions: functions.filter(({ name }) => isIn(thingOf('function', name))),
  }
}

function without(project: Project, other: Project): Project {
  const things = thingsOf(other)
  return only(project, thing => !things.has(thing))
}

function thingsOf({ machines, functions }: Project): Set<string> {
  return new Set([...machines.map(({ name }) => thingOf('machine', name)), ...functions.map(({ name }) => thingOf('function', name))])
}

function keepOnly(map: Map<string, unknown>, project: Project): void {
  const things = thingsOf(project)
  for (const thing of map.keys()) if (!things.has(thing)) map.delete(thing)
}
