import { readFileSync } from 'node:fs'
import type { HistoryEvent, SFNClient } from '@aws-sdk/client-sfn'
import { type Command, InvalidArgumentError } from 'commander'
import { clientOptions, endpointOption, withServer } from './endpoint.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'

interface RunOptions {
  endpoint: string
  input: string
  name?: string
  watch?: boolean
  json?: boolean
  timeout: number
}

const POLL_MS = 100
const EXIT_BY_STATUS: Record<string, number> = {
  SUCCEEDED: EXIT.ok,
  FAILED: EXIT.executionFailed,
  TIMED_OUT: EXIT.executionStopped,
  ABORTED: EXIT.executionStopped,
}

/** `pasos run NAME --input … [--watch]`: starts an execution, waits for its end, prints its output alone on stdout. */
export function addRunCommand(program: Command): void {
  program
    .command('run')
    .description('start an execution, wait for its end and print its output')
    .argument('<name>', "the state machine's name or ARN")
    .option('-i, --input <json>', 'the input: JSON, @FILE, or - for standard input', '{}')
    .option('-n, --name <name>', "the execution's name")
    .option('-w, --watch', 'print each step as it happens, on stderr')
    .option('--json', 'print the whole DescribeExecution answer instead of the output')
    .option('--timeout <seconds>', 'stop waiting after this long', seconds, 3600)
    .addOption(endpointOption())
    .action(async (name: string, options: RunOptions) => {
      process.exitCode = await withServer(options.endpoint, () => run(name, options))
    })
}

async function run(name: string, options: RunOptions): Promise<number> {
  const input = readInput(options.input)
  const sfn = await import('@aws-sdk/client-sfn')
  const client = new sfn.SFNClient(clientOptions(options.endpoint))
  const stateMachineArn = await resolveMachine(client, name)
  const { executionArn } = await client.send(new sfn.StartExecutionCommand({ stateMachineArn, input, name: options.name }))
  process.stderr.write(`${message('started', { arn: executionArn! })}\n`)
  const deadline = Date.now() + options.timeout * 1000
  let seen = 0
  for (;;) {
    if (options.watch) seen = await printNewEvents(client, executionArn!, seen)
    const execution = await client.send(new sfn.DescribeExecutionCommand({ executionArn }))
    if (execution.status !== 'RUNNING') {
      if (options.watch) await printNewEvents(client, executionArn!, seen)
      const { $metadata: _metadata, ...answer } = execution
      if (options.json) process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
      else if (execution.status === 'SUCCEEDED') process.stdout.write(`${execution.output}\n`)
      if (execution.status !== 'SUCCEEDED') {
        process.stderr.write(`${[execution.status, execution.error, execution.cause].filter(part => part).join(': ')}\n`)
      }
      return EXIT_BY_STATUS[execution.status!] ?? EXIT.failed
    }
    if (Date.now() > deadline) {
      throw new CommandError(message('stillRunning', { seconds: options.timeout, arn: executionArn! }), EXIT.stillRunning)
    }
    await new Promise(resolve => setTimeout(resolve, POLL_MS))
  }
}

/** The ARN for a name, as written when it is an ARN already. */
async function resolveMachine(client: SFNClient, name: string): Promise<string> {
  if (name.startsWith('arn:')) return name
  const { paginateListStateMachines } = await import('@aws-sdk/client-sfn')
  const known: string[] = []
  for await (const page of paginateListStateMachines({ client }, {})) {
    for (const machine of page.stateMachines ?? []) {
      if (machine.name === name) return machine.stateMachineArn!
      known.push(machine.name!)
    }
  }
  throw new CommandError(message('noSuchMachine', { name, known: known.join(', ') || message('none') }), EXIT.notFound)
}

/** Prints the events behind `seen`, one line each; returns the newest id. */
async function printNewEvents(client: SFNClient, executionArn: string, seen: number): Promise<number> {
  const { paginateGetExecutionHistory } = await import('@aws-sdk/client-sfn')
  let newest = seen
  for await (const page of paginateGetExecutionHistory({ client }, { executionArn, includeExecutionData: false })) {
    for (const event of page.events ?? []) {
      if (event.id! <= seen) continue
      newest = event.id!
      process.stderr.write(`${eventLine(event)}\n`)
    }
  }
  return newest
}

function eventLine(event: HistoryEvent): string {
  const state = event.stateEnteredEventDetails?.name ?? event.stateExitedEventDetails?.name ?? ''
  const time = event.timestamp!.toISOString().slice(11, 23)
  return `${time} ${String(event.id).padStart(5)}  ${event.type}${state && `  ${state}`}`
}

function readInput(option: string): string {
  const text = option === '-' ? readFileSync(0, 'utf8') : option.startsWith('@') ? readText(option.slice(1)) : option
  try {
    JSON.parse(text)
  } catch (error) {
    throw new CommandError(message('inputNotJson', { reason: (error as Error).message }), EXIT.usage)
  }
  return text
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandError(message('fileUnreadable', { file, reason: (error as Error).message }), EXIT.usage)
  }
}

function seconds(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('a number of seconds above 0')
  return value
}
