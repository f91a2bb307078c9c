import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, join, relative, resolve, sep } from 'node:path'
import {
  type Deployable,
  deployableOf,
  deployableOfServerless,
  deployableOfTemplate,
  HclSyntaxError,
  isServerlessName,
  isTemplateName,
  readModule,
} from '@pasos/iac'
import { readSource, SourceError } from '@pasos/test'
import { entriesOf } from '../server/folder-entries.ts'
import { isEditors, keptByTools } from '../server/kept-by-tools.ts'
import { isIn } from './changed-since.ts'
import { functionsIn } from './function-folders.ts'
import { type Project, ProjectError, type ProjectFunction, type ProjectMachine } from './project.ts'

/** Folders that hold what others wrote, or what a server keeps. */
const FOREIGN = new Set(['node_modules', ...keptByTools])

export function isForeign(name: string): boolean {
  return FOREIGN.has(name) || isEditors(name)
}

const DEFINITION = /\.asl\.(json|ya?ml)$/i

/**
 * Reads a folder: `*.asl.json` and `*.asl.yaml`, the machines and functions of Terraform, SAM, CloudFormation, CDK's output and Serverless, and a folder with a folder for each function.
 * @param functions that folder; `functions` in the folder if missing, where there is one
 * @throws ProjectError
 */
export function readProject(folder: string, functions?: string): Project {
  const root = resolve(folder)
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) throw new ProjectError(`There is no folder ${folder}.`)
  const functionFolder = functions === undefined ? join(root, 'functions') : resolve(functions)
  if (functions !== undefined && !existsSync(functionFolder)) throw new ProjectError(`There is no folder ${functions}.`)
  const found: Found = { definitions: [], modules: [], templates: [] }
  search({ folder: root, root: realpathSync(root), functions: functionFolder }, found)
  const modules = [...found.modules.map(module => terraform(root, module)), ...found.templates.map(file => template(root, file))]
  // A definition that infrastructure as code deploys is deployed once.
  const taken = new Set(modules.flatMap(module => module.files))
  const plain = found.definitions.filter(file => !taken.has(file)).map(file => machineIn(root, file))
  const theirs = modules.flatMap(module => module.functions)
  // What they make of a folder is that function under the name they give it.
  const isTheirs = (place: string) => theirs.some(({ folder }) => folder !== undefined && `${place}${sep}`.startsWith(`${folder}${sep}`))
  const own = existsSync(functionFolder) ? functionsIn(functionFolder, isTheirs) : []
  return {
    machines: unique([...plain, ...modules.flatMap(module => module.machines)], ({ file }) => file),
    functions: unique([...own, ...theirs], each => each.folder ?? shownAs(root, each.inline.file)),
  }
}

interface Found {
  definitions: string[]
  /** Folders with Terraform in them. */
  modules: string[]
  /** Of CloudFormation, SAM, CDK's output or Serverless. */
  templates: string[]
}

interface Searched {
  folder: string
  /** The project's, by its real path: what a link in it leads to there is found in its own place. */
  root: string
  functions: string
}

function search(searched: Searched, found: Found): void {
  const { folder, root, functions } = searched
  const entries = entriesOf(folder)
    .filter(({ kind, isLink, path }) => kind !== undefined && !(isLink && isIn(realpathSync(path), root)))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  if (entries.some(({ kind, name }) => kind === 'file' && name.endsWith('.tf'))) found.modules.push(folder)
  for (const { kind, name, path } of entries) {
    if (kind === 'folder') {
      if (!isForeign(name) && path !== functions) search({ ...searched, folder: path }, found)
    } else if (DEFINITION.test(name)) found.definitions.push(path)
    else if (isTemplateName(name) || isServerlessName(name)) found.templates.push(path)
  }
}

function machineIn(root: string, file: string): ProjectMachine {
  const shown = shownAs(root, file)
  const name =
    basename(file)
      .replace(DEFINITION, '')
      .replace(/[^\w-]/g, '-') || 'machine'
  return { name, file: shown, definition: definitionIn(file, shown), type: 'STANDARD' }
}

/** In JSON. */
function definitionIn(file: string, shown: string): string {
  try {
    return readSource(readFileSync(file, 'utf8'), shown).text
  } catch (error) {
    throw error instanceof SourceError ? new ProjectError(error.message) : error
  }
}

function template(root: string, file: string): Deployed {
  const shown = shownAs(root, file)
  try {
    const read = (each: string) => readFileSync(each, 'utf8')
    return deployed(root, isServerlessName(basename(file)) ? deployableOfServerless(file, read) : deployableOfTemplate(file, read))
  } catch (error) {
    throw error instanceof ProjectError ? error : new ProjectError(`${shown}: ${(error as Error).message.split('\n')[0]}`)
  }
}

interface Deployed {
  machines: ProjectMachine[]
  functions: ProjectFunction[]
  /** Of definitions, whole paths. */
  files: string[]
}

function terraform(root: string, folder: string): Deployed {
  const module = readModule(folder, (file, error) => {
    if (error instanceof HclSyntaxError) throw new ProjectError(`${shownAs(root, file.path)}: ${error.message}`)
    throw error
  })
  try {
    return deployed(root, deployableOf(module))
  } catch (error) {
    // A file that it names may be gone, as while one is renamed.
    if (error instanceof Error && 'syscall' in error) throw new ProjectError(`${shownAs(root, folder) || '.'}: ${error.message}`)
    throw error
  }
}

function deployed(root: string, { machines, functions }: Deployable): Deployed {
  return {
    machines: machines.map(({ file, ...machine }) => ({ ...machine, file: shownAs(root, file) })),
    functions,
    files: machines.map(({ file }) => resolve(file)),
  }
}

function unique<T extends { name: string }>(items: readonly T[], place: (item: T) => string): T[] {
  const byName = new Map<string, T>()
  for (const item of items) {
    const other = byName.get(item.name)
    if (other !== undefined) throw new ProjectError(`${place(other)} and ${place(item)} are both called ${item.name}.`)
    byName.set(item.name, item)
  }
  return [...byName.values()]
}

function shownAs(root: string, file: string): string {
  return relative(root, file).split(sep).join('/')
}
