import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { HistoryEvent as AwsEvent, SFNClient } from '@aws-sdk/client-sfn'
import type { HistoryEvent } from '@pasos/asl'
import type { Command } from 'commander'
import { clientOptions, endpointOption, withServer } from './endpoint.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'

interface RecordOptions {
  endpoint: string
  definition?: string
  output?: string
  name?: string
  json?: boolean
}

interface Recording {
  history: HistoryEvent[]
  machine: string
  execution: string
  /** Text of the definition, where the server has it. */
  definition?: string
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
      const recording = execution.startsWith('arn:')
        ? await withServer(options.endpoint, () => fromServer(execution, options.endpoint))
        : fromFile(execution)
      await write(recording, options)
    })
}

async function fromServer(executionArn: string, endpoint: string): Promise<Recording> {
  const sfn = await import('@aws-sdk/client-sfn')
  const client: SFNClient = new sfn.SFNClient(clientOptions(endpoint))
  const { name, definition } = await client.send(new sfn.DescribeStateMachineForExecutionCommand({ executionArn }))
  const history: HistoryEvent[] = []
  for await (const page of sfn.paginateGetExecutionHistory({ client }, { executionArn })) history.push(...(page.events ?? []).map(plain))
  return { history, machine: name!, execution: executionArn.split(':').at(-1)!, definition: definition! }
}

function fromFile(file: string): Recording {
  try {
    const { events } = JSON.parse(readFileSync(file, 'utf8')) as { events?: AwsEvent[] }
    if (!Array.isArray(events)) throw new Error('"events" is missing')
    const name = file.replace(/^.*[\\/]/, '').replace(/\.json$/, '')
    return { history: events.map(plain), machine: name, execution: name }
  } catch (error) {
    throw new CommandError(message('fileUnreadable', { file, reason: (error as Error).message }), EXIT.usage)
  }
}

/** Timestamps as epoch milliseconds, whichever way they were printed: dates, texts, or seconds. */
function plain({ timestamp, ...event }: AwsEvent): HistoryEvent {
  const at: unknown = timestamp
  return { ...event, timestamp: typeof at === 'number' ? at * 1000 : new Date(at as string | Date).getTime() } as unknown as HistoryEvent
}

async function write({ history, machine, execution, definition }: Recording, options: RecordOptions): Promise<void> {
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
  const head = { ...(options.definition !== undefined && { definition: options.definition }), validation: 'NONE' }
  const text = `${JSON.stringify({ ...head, tests: [recorded] }, null, 2)}\n`
  if (options.json) {
    process.stdout.write(text)
    return
  }
  const files = [file]
  if (existsSync(file)) throw new CommandError(message('testThere', { file }), EXIT.failed)
  if (options.definition === undefined && definition !== undefined && !existsSync(beside)) {
    writeFileSync(beside, `${definition.trimEnd()}\n`)
    files.push(beside)
  }
  writeFileSync(file, text)
  process.stdout.write(`${message('written', { files: files.join(', ') })}\n`)
}
