import { globSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { CommandError, EXIT } from '../exit-codes.ts'
import type { Language } from '../language.ts'
import { message } from '../messages.ts'

/** What `pasos validate` was asked to look at. */
export interface ValidateSources {
  /** Files with a definition each, and templates: CloudFormation, SAM, CDK's output, Serverless. */
  files: string[]
  /** Folders of Terraform files; with `file`, only what that file declares is asked for. */
  modules: { folder: string; file?: string }[]
}

/** The path that stands for what is piped in. */
export const STDIN = '-'

/** Folders that hold what others wrote. */
const FOREIGN = new Set(['node_modules', '.terraform', '.git', '.aws-sam', '.serverless'])

/** What is looked at in a folder. */
const SOURCE = /(\.asl\.(json|ya?ml)|(^|\.)template\.(json|ya?ml)|^serverless\.ya?ml)$/i

/** Finds what files, folders and globs stand for. Throws `CommandError` for a folder with nothing to check in it. */
export function findSources(paths: readonly string[], language: Language): ValidateSources {
  const sources: ValidateSources = { files: [], modules: [] }
  for (const path of paths.flatMap(expand)) {
    if (!isFolder(path)) addFile(sources, path)
    else {
      const before = sources.files.length + sources.modules.length
      addFolder(sources, path)
      if (sources.files.length + sources.modules.length > before) continue
      throw new CommandError(message('nothingToCheck', { file: path }, language), EXIT.usage)
    }
  }
  return sources
}

/** Shells that find nothing for a glob hand it on, and some never look. */
function expand(path: string): string[] {
  if (!/[*?[\]{}]/.test(path) || statSync(path, { throwIfNoEntry: false }) !== undefined) return [path]
  const found = globSync(path, { exclude: name => FOREIGN.has(name) })
  return found.length === 0 ? [path] : found.sort()
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function addFile(sources: ValidateSources, path: string): void {
  if (path.endsWith('.tf')) sources.modules.push({ folder: dirname(resolve(path)), file: resolve(path) })
  else sources.files.push(path)
}

function addFolder(sources: ValidateSources, folder: string): void {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  if (entries.some(entry => entry.isFile() && entry.name.endsWith('.tf'))) sources.modules.push({ folder: resolve(folder) })
  for (const entry of entries) {
    if (entry.isDirectory() && !FOREIGN.has(entry.name)) addFolder(sources, join(folder, entry.name))
    else if (entry.isFile() && SOURCE.test(entry.name)) sources.files.push(join(folder, entry.name))
  }
}
