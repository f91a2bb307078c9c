import { existsSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { JsonObject } from '@pasos/asl'
import { clientOptions, withServer } from '../endpoint.ts'
import { CommandError, EXIT } from '../exit-codes.ts'
import { message } from '../messages.ts'
import { parseMachine, readText } from '../read-text.ts'
import { type RecordedExecution, recordedExecution } from '../recorded-execution.ts'
import { resolveMachine } from '../resolve-machine.ts'

/** One side of a comparison. */
export type DiffSource =
  | { kind: 'definition'; name: string; definition: JsonObject }
  | { kind: 'execution'; name: string; execution: RecordedExecution }

/**
 * What an argument names: an execution's ARN, a machine's name or ARN (of a version or alias too), a history, a definition, a template, a folder with
 * one, or one machine of several as FILE#NAME. @throws CommandError
 */
export async function readDiffSource(argument: string, endpoint: string): Promise<DiffSource> {
  if (/^arn:[^:]*:states:[^:]*:[^:]*:(execution|express):/.test(argument)) return execution(argument, endpoint)
  const [path = '', machine] = splitName(argument)
  if (isFile(argument, path)) {
    return isHistory(path) ? execution(argument, endpoint) : fromFile(path, machine)
  }
  return withServer(endpoint, () => deployed(argument, endpoint))
}

/** The machine that a file is of by its name, where only that is given. */
export function machineNameOf(argument: string): string | undefined {
  const [path = '', machine] = splitName(argument)
  if (!isFile(argument, path)) return undefined
  return machine ?? (/\.asl\.\w+$/i.test(path) ? nameOf(path) : undefined)
}

/** Whether an argument leads to files, there or not, and is no name or ARN of a machine. */
function isFile(argument: string, path: string): boolean {
  return !argument.startsWith('arn:') && (existsSync(path) || /[./\\]/.test(path))
}

/** `FILE#NAME`; a file may have # in its own name. */
function splitName(argument: string): [string, string?] {
  const at = argument.lastIndexOf('#')
  return at < 0 || existsSync(argument) ? [argument] : [argument.slice(0, at), argument.slice(at + 1)]
}

async function execution(arnOrFile: string, endpoint: string): Promise<DiffSource> {
  return { kind: 'execution', name: arnOrFile, execution: await recordedExecution(arnOrFile, endpoint) }
}

/** Whether a file holds what "aws stepfunctions get-execution-history" prints. */
function isHistory(path: string): boolean {
  if (!/\.json$/i.test(path) || !existsSync(path)) return false
  try {
    return Array.isArray((JSON.parse(readText(path)) as { events?: unknown } | null)?.events)
  } catch {
    return false
  }
}

async function fromFile(path: string, machine: string | undefined): Promise<DiffSource> {
  const found = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? await inFolder(path) : await inFile(path)
  const known = [...found.keys()].join(', ') || message('none')
  if (machine === undefined && found.size > 1) throw new CommandError(message('diffWhichMachine', { file: path, known }), EXIT.usage)
  const [name, text] = machine === undefined ? ([...found][0] ?? []) : [machine, found.get(machine)]
  if (name === undefined || text === undefined) throw new CommandError(message('diffNoMachine', { file: path, known }), EXIT.notFound)
  return { kind: 'definition', name: path, definition: parseMachine(text, path) }
}

async function inFolder(path: string): Promise<Map<string, string>> {
  const { readFolder } = await import('../read-folder.ts')
  const { machines } = await readFolder(path, undefined)
  return new Map(machines.map(({ name, definition }) => [name, definition]))
}

async function inFile(path: string): Promise<Map<string, string>> {
  const { definitionsIn, YamlSyntaxError } = await import('@pasos/iac')
  const author = readText(path)
  try {
    const found = definitionsIn(path, author, file => readText(file))
    return new Map(found.map(({ name, text }) => [name ?? nameOf(path), text.text]))
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error
    const place = { file: error.file ?? path, line: error.line, column: error.column, reason: error.message }
    throw new CommandError(message('yamlUnreadable', place), EXIT.usage)
  }
}

function nameOf(path: string): string {
  return basename(path).replace(/(\.asl)?\.(json|ya?ml)$/i, '')
}

async function deployed(name: string, endpoint: string): Promise<DiffSource> {
  const sfn = await import('@aws-sdk/client-sfn')
  const client = new sfn.SFNClient(clientOptions(endpoint))
  const stateMachineArn = await resolveMachine(client, name)
  const { definition = '' } = await client.send(new sfn.DescribeStateMachineCommand({ stateMachineArn }))
  return { kind: 'definition', name, definition: parseMachine(definition, name) }
}
