import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { type RemoteOptions, remoteCaller } from '../../project/remote-caller.ts'
import type { Call } from '../../server/example.ts'
import { machineCredentials } from '../../server/forward/machine-credentials.ts'
import { callerKeys, callerRegion, withServer } from '../endpoint.ts'
import { CommandError, EXIT } from '../exit-codes.ts'
import { inJson } from '../in-json.ts'
import { message } from '../messages.ts'
import { wholeNumber } from '../number-option.ts'
import { shownNames } from '../resolve-machine.ts'
import { writeText } from '../write-text.ts'
import { allMachines, collect } from './collect.ts'
import { fileNames } from './file-names.ts'
import type { Imported } from './imported.ts'
import { projectFiles } from './project-files.ts'
import { savedAnswers } from './saved-answers.ts'
import { unpackCode } from './unpack-code.ts'

/** Of the JSON; a member that goes or changes its meaning raises it. */
const SCHEMA = 'pasos.import/1'

interface ImportOptions {
  from?: string
  into: string
  executions: number
  region?: string
  profile?: string
  force?: boolean
  json?: boolean
}

/** `pasos import [MACHINE…]`: state machines of an account, with their roles, functions and executions, become a project. */
export function addImportCommand(program: Command): void {
  program
    .command('import')
    .description('make a project of state machines that are elsewhere: definitions, roles, functions, and tests out of executions')
    .argument('[machines...]', 'names or ARNs, all without any; or files with what the AWS CLI printed of them')
    .option('--from <place>', 'where they are: AWS (aws), or the address of an endpoint')
    .option('--into <folder>', 'the folder to write into', '.')
    .option('--executions <number>', 'make tests of so many of the newest ended executions of each', wholeNumber, 0)
    .option('--region <region>', "AWS's region; that of the environment without it")
    .option('--profile <name>', "of the AWS CLI's settings, for --from aws")
    .option('--force', 'write over files that are there')
    .option('--json', 'print what was written as JSON')
    .action(async (machines: string[], options: ImportOptions) => {
      const imported = await withServer(options.from ?? '', () => read(machines, options))
      await write(imported, options)
    })
}

async function read(machines: readonly string[], options: ImportOptions): Promise<Imported> {
  const files = machines.filter(each => /\.json$/i.test(each))
  if (options.from === undefined && files.length === 0) throw new CommandError(message('importFromWhere'), EXIT.usage)
  if (files.length > 0 && (options.from !== undefined || files.length < machines.length)) {
    throw new CommandError(message('importMixed'), EXIT.usage)
  }
  if (files.length > 0) {
    const { call, machineArns } = savedAnswers(files)
    return collect(call, machineArns, Number.MAX_SAFE_INTEGER)
  }
  const region = regionOf(machines, options.region)
  const call = remoteCaller({ ...(await placeOf(options)), region })
  const arns = await machineArns(call, machines)
  if (arns.length === 0) throw new CommandError(message('importNothing', { place: options.from! }), EXIT.notFound)
  return collect(call, arns, options.executions)
}

/** The option, that of an ARN, or the environment's. */
function regionOf(machines: readonly string[], given: string | undefined): string {
  const ofArn = machines.map(each => /^arn:[^:]*:states:([^:]+):/.exec(each)?.[1]).find(each => each !== undefined)
  return given ?? ofArn ?? callerRegion()
}

async function placeOf({ from = '', profile }: ImportOptions): Promise<Omit<RemoteOptions, 'region'>> {
  if (from === 'aws') {
    // A profile that is named comes before the environment's keys.
    const { AWS_ACCESS_KEY_ID: _, ...others } = process.env
    const environment = profile === undefined ? process.env : { ...others, AWS_PROFILE: profile }
    const keys = await machineCredentials(environment).catch((error: Error) => {
      throw new CommandError(error.message, EXIT.notAllowed)
    })
    return { endpoint: 'aws', keys }
  }
  if (!/^https?:\/\//.test(from) || !URL.canParse(from)) throw new CommandError(message('notAPlace', { place: from }), EXIT.usage)
  return { endpoint: from, keys: callerKeys() }
}

async function machineArns(call: Call, machines: readonly string[]): Promise<string[]> {
  if (machines.length > 0 && machines.every(each => each.startsWith('arn:'))) return [...machines]
  const all = new Map((await allMachines(call)).map(arn => [arn.split(':').at(-1)!, arn]))
  if (machines.length === 0) return [...all.values()]
  return machines.map(each => {
    const arn = each.startsWith('arn:') ? each : all.get(each)
    if (arn !== undefined) return arn
    throw new CommandError(message('noSuchMachine', { name: each, known: shownNames(each, [...all.keys()]) }), EXIT.notFound)
  })
}

async function write(imported: Imported, { into, force, json }: ImportOptions): Promise<void> {
  const files = await projectFiles(imported)
  const there = force ? undefined : [...files.keys()].find(file => existsSync(join(into, file)))
  if (there !== undefined) throw new CommandError(message('alreadyThere', { file: join(into, there) }), EXIT.failed)
  for (const [file, text] of files) writeText(join(into, file), text)
  const written = [...files.keys(), ...(await writeCode(imported, into))].sort()
  if (json) {
    process.stdout.write(inJson(SCHEMA, { folder: into, files: written, notes: imported.notes }))
    return
  }
  process.stdout.write(`${message('written', { files: written.join(', ') })}\n`)
  for (const note of imported.notes) process.stderr.write(`! ${note}\n`)
  // Without an execution there is nothing yet that a test would be made of.
  const hasTests = written.some(file => file.includes('.asltest.'))
  const commands = ['validate', ...(hasTests ? ['test'] : []), 'dev'].map(command => `npx pasos ${command} ${into}`).join(', ')
  process.stderr.write(`${message('importNext', { commands })}\n`)
}

async function writeCode({ functions, notes }: Imported, into: string): Promise<string[]> {
  const written: string[] = []
  const folders = fileNames(functions.map(({ name }) => name))
  for (const { name, codeLocation } of functions) {
    const folder = `functions/${folders.get(name)}`
    mkdirSync(join(into, folder), { recursive: true })
    if (codeLocation === undefined) {
      notes.push(message('importNoCode', { name, folder: join(into, folder) }))
      continue
    }
    try {
      written.push(...(await unpackCode(codeLocation, join(into, folder))).map(file => `${folder}/${file}`))
    } catch (error) {
      notes.push(message('importCodeUnread', { name, reason: (error as Error).message }))
    }
  }
  return written
}
