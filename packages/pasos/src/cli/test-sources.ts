import { globSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'

const TEST_FILE = /\.asltest\.(json|ya?ml)$/i
const FOREIGN = new Set(['node_modules', '.git', '.terraform', '.pasos'])

/**
 * The files of tests that paths, folders and globs stand for.
 * @throws CommandError for a path without any
 */
export function findTestFiles(paths: readonly string[]): string[] {
  const found = paths.flatMap(path => {
    const files = expand(path).flatMap(filesIn)
    if (files.length === 0) throw new CommandError(message('noTests', { place: path }), EXIT.usage)
    return files
  })
  return [...new Set(found)]
}

function expand(path: string): string[] {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined || !/[*?[\]{}]/.test(path)) return [path]
  return globSync(path, { exclude: name => FOREIGN.has(name) }).sort()
}

function filesIn(path: string): string[] {
  const entry = statSync(path, { throwIfNoEntry: false })
  if (entry === undefined) throw new CommandError(message('noFile', { file: path }), EXIT.usage)
  if (!entry.isDirectory()) return [path]
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap(each => {
    if (each.isDirectory()) return FOREIGN.has(each.name) ? [] : filesIn(join(path, each.name))
    return TEST_FILE.test(each.name) ? [join(path, each.name)] : []
  })
}
