import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { CommandError, EXIT } from './exit-codes.ts'
import { inJson } from './in-json.ts'
import { message } from './messages.ts'
import { writeText } from './write-text.ts'

const TEMPLATES = fileURLToPath(new URL('../../../../examples/', import.meta.url))
const SCHEMA = 'pasos.init/1'
/** What tools leave behind in a template's folder, and Terraform, which would give its machine and functions other names than the tests do. */
const LEFT_BEHIND = /(^|[\\/])(terraform|\.terraform[^\\/]*|[^\\/]*\.tfstate[^\\/]*|dist|__pycache__|\.pasos)([\\/]|$)/

interface InitOptions {
  into: string
  force?: boolean
  json?: boolean
}

/** `pasos init [TEMPLATE]`: a project to begin with, whose tests are green. */
export function addInitCommand(program: Command): void {
  program
    .command('init')
    .description('begin a project: a definition, its functions and tests that cover all of it')
    .argument('[template]', 'which one', 'even-or-odd')
    .option('--into <folder>', 'the folder to write into', '.')
    .option('--force', 'write over files that are there')
    .option('--json', 'print what was written as JSON')
    .action((template: string, options: InitOptions) => write(template, options))
}

function write(template: string, { into, force, json }: InitOptions): void {
  const known = readdirSync(TEMPLATES, { withFileTypes: true }).filter(entry => entry.isDirectory() && hasTests(entry.name))
  if (!known.some(({ name }) => name === template)) {
    throw new CommandError(
      message('noTemplate', {
        name: template,
        known: known
          .map(({ name }) => name)
          .sort()
          .join(', '),
      }),
      EXIT.notFound,
    )
  }
  const source = join(TEMPLATES, template)
  const files = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(source.length + 1))
    .filter(file => !LEFT_BEHIND.test(file))
    .sort()
  const there = force ? undefined : files.find(file => existsSync(join(into, file)))
  if (there !== undefined) throw new CommandError(message('alreadyThere', { file: join(into, there) }), EXIT.failed)
  for (const file of files) writeText(join(into, file), readFileSync(join(source, file)))
  if (json) {
    process.stdout.write(inJson(SCHEMA, { template, folder: into, files }))
    return
  }
  process.stdout.write(`${message('written', { files: files.join(', ') })}\n`)
  process.stderr.write(`${message('nextSteps', { folder: into === '.' ? '' : ` ${into}` })}\n`)
}

/** An example is a template where its tests come with it; the others are for Terraform alone. */
function hasTests(example: string): boolean {
  return readdirSync(join(TEMPLATES, example)).some(file => file.includes('.asltest.'))
}
