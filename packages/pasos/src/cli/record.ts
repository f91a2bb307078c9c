import { existsSync } from 'node:fs'
import { dirname, relative, sep } from 'node:path'
import type { Command } from 'commander'
import { endpointOption } from './endpoint.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'
import { type RecordedExecution, recordedExecution } from './recorded-execution.ts'
import { writeText } from './write-text.ts'

interface RecordOptions {
  endpoint: string
  definition?: string
  output?: string
  name?: string
  json?: boolean
}

/** `pasos record ARN|FILE`: an execution that has ended becomes a test with mocks. */
export function addRecordCommand(program: Command): void {
  program
    .command('record')
    .description('make a test with mocks of an execution that has ended')
    .argument('<execution>', 'its ARN, or a file with its history as "aws stepfunctions get-execution-history" prints it')
    .option('--definition <file>', "the definition's file; an execution's is written beside the test without it")
    .option('-o, --output <file>', "the test's file; MACHINE.asltest.json without it")
    .option('-n, --name <name>', "the test's name; the execution's without it")
    .option('--json', 'print the test instead of writing it')
    .addOption(endpointOption())
    .action(async (execution: string, options: RecordOptions) => {
      const recording = await recordedExecution(execution, options.endpoint)
      await write(recording, options)
    })
}

async function write({ history, machine, execution, definition }: RecordedExecution, options: RecordOptions): Promise<void> {
  const { recordCase } = await import('@pasos/test')
  const file = options.output ?? `${machine}.asltest.json`
  let recorded: ReturnType<typeof recordCase>
  try {
    recorded = recordCase(options.name ?? execution, history)
  } catch (error) {
    throw new CommandError(message('notRecorded', { reason: (error as Error).message }), EXIT.failed)
  }
  const beside = file.replace(/\.asltest\.json$/, '.asl.json')
  // What really was an answer need not be held against a model of it.
  const head = { ...(options.definition !== undefined && { definition: besideTest(options.definition, file) }), validation: 'NONE' }
  const text = `${JSON.stringify({ ...head, tests: [recorded] }, null, 2)}\n`
  if (options.json) {
    process.stdout.write(text)
    return
  }
  const files = [file]
  if (existsSync(file)) throw new CommandError(message('testThere', { file }), EXIT.failed)
  // A definition that is there in YAML is the project's own: a second one of its name would be in its way.
  const isThere = ['json', 'yaml', 'yml'].some(ending => existsSync(beside.replace(/json$/, ending)))
  if (options.definition === undefined && definition !== undefined && !isThere) {
    writeText(beside, `${definition.trimEnd()}\n`)
    files.push(beside)
  }
  writeText(file, text)
  process.stdout.write(`${message('written', { files: files.join(', ') })}\n`)
  if (options.definition === undefined && definition === undefined && !isThere) {
    process.stderr.write(`${message('recordedAlone', { file, beside })}\n`)
  }
}

/** A definition's file as the test's file names it: from its own folder on. */
function besideTest(definition: string, file: string): string {
  if (!existsSync(definition)) throw new CommandError(message('noFile', { file: definition }), EXIT.usage)
  return relative(dirname(file), definition).split(sep).join('/')
}
