import { resolve, sep } from 'node:path'
import type { Change } from './deploy-project.ts'
import type { Project } from './project.ts'

/**
 * What an edit asks to be deployed: machines by what is written, functions by which files have changed.
 *
 * @param paths of the files and folders that changed; a folder's stands for everything in it
 * @param root the project's folder
 */
export function changedSince(
  before: Project,
  now: Project,
  paths: readonly string[],
  root: string,
): (kind: Change['kind'], name: string) => boolean {
  // Where a function's code is the whole folder, what machines are written in is none of it.
  const written = new Set(now.machines.map(({ file }) => resolve(root, file)))
  const machines = new Map(before.machines.map(each => [each.name, JSON.stringify(each)]))
  const functions = new Map(before.functions.map(each => [each.name, JSON.stringify(each)]))
  // A function that came or went may be what a machine's placeholders mean.
  const namesChanged = before.functions.map(({ name }) => name).join() !== now.functions.map(({ name }) => name).join()
  return (kind, name) => {
    if (kind === 'machine') return namesChanged || machines.get(name) !== JSON.stringify(now.machines.find(each => each.name === name))
    const found = now.functions.find(each => each.name === name)
    const code = found!.folder === undefined ? undefined : resolve(found!.folder)
    const isTouched = code !== undefined && paths.some(path => !written.has(path) && (isIn(path, code) || isIn(code, path)))
    return isTouched || functions.get(name) !== JSON.stringify(found)
  }
}

/** Whether a path is another, or lies in it. */
export function isIn(path: string, folder: string): boolean {
  return `${path}${sep}`.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)
}
