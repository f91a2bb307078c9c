import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { entriesOf } from '../server/folder-entries.ts'
import { ProjectError, type ProjectFunction } from './project.ts'

/**
 * A function for each folder in a folder, called like it.
 *
 * @param isTaken of a folder that is a function, or a part of one, by what infrastructure as code says
 * @throws ProjectError for one without a handler
 */
export function functionsIn(folder: string, isTaken: (folder: string) => boolean = () => false): ProjectFunction[] {
  const folders = entriesOf(folder).filter(({ kind, name }) => kind === 'folder' && !/^(\.|node_modules$|__pycache__$)/.test(name))
  return folders
    .map(({ name }) => name)
    .filter(name => !isTaken(join(folder, name)))
    .sort()
    .map(name => ({ name, folder: join(folder, name), ...entryOf(join(folder, name)) }))
}

/** The file that holds the handler, by the names that people give it. */
function entryOf(folder: string): { runtime: string; handler: string } {
  for (const name of ['main', 'index', 'app', 'handler', 'lambda_function']) {
    if (['js', 'mjs', 'cjs'].some(extension => existsSync(join(folder, `${name}.${extension}`)))) {
      return { runtime: 'nodejs24.x', handler: `${name}.handler` }
    }
    const python = join(folder, `${name}.py`)
    if (!existsSync(python)) continue
    const entry = /^def lambda_handler\b/m.test(readFileSync(python, 'utf8')) ? 'lambda_handler' : 'handler'
    return { runtime: 'python3.13', handler: `${name}.${entry}` }
  }
  throw new ProjectError(`${folder} has no main, index, app, handler or lambda_function of JavaScript or Python.`)
}
