import { existsSync } from 'node:fs'
import type { SFNClient, StartExecutionInput } from '@aws-sdk/client-sfn'
import { type Command, Option } from 'commander'
import { clientOptions, DEFAULT_REGION, endpointOption, withServer } from './endpoint.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { type Ended, type FollowOptions, followExecution, tellEnd } from './follow-execution.ts'
import { message } from './messages.ts'
import { seconds } from './number-option.ts'
import { readText } from './read-text.ts'
import { resolveMachine } from './resolve-machine.ts'
import { isDefinitionFile, type RunFileOptions, runFile } from './run-file.ts'
import { standardInput } from './standard-input.ts'

interface RunOptions extends RunFileOptions, FollowOptions {
  input: string
  name?: string
}

/** Keys of the environment may belong to another account than the command's own server has. */
const OWN_CALLER = { region: DEFAULT_REGION, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }

/**
 * `pasos run NAME|FILE --input … [--watch]`: starts an execution, waits for its end, prints its output alone on stdout. A definition's file
 * needs no server.
 */
export function addRunCommand(program: Command, version: string): void {
  program
    .command('run')
    .description('start an execution, wait for its end and print its output')
    .argument('<name>', "the state machine's name or ARN, or a file with its definition (.json, .yaml), which needs no server")
    .option('-i, --input <json>', 'the input: JSON, @FILE, or - for standard input', '{}')
    .option('-n, --name <name>', "the execution's name")
    .option('-w, --watch', 'print each step as it happens, on stderr')
    .option('--json', 'print the whole answer instead of the output')
    .option('--timeout <seconds>', 'stop waiting after this long', seconds, 3600)
    .option('--functions <folder>', 'for a file: a folder with a folder for each function, called like it')
    .option('--mock-config <file>', 'for a file: answers of states, as Step Functions Local reads them (or SFN_MOCK_CONFIG)')
    .option('--test-case <name>', 'for a file: which test case of the mocks')
    .addOption(new Option('--type <type>', 'for a file: the kind of workflow').choices(['STANDARD', 'EXPRESS']).default('STANDARD'))
    .addOption(endpointOption())
    .action(async (name: string, options: RunOptions) => {
      if (isDefinitionFile(name)) {
        // Wrong input is told before anything is opened.
        const known = { ...options, isThrowaway: true, input: await readInput(options.input) }
        process.exitCode = await runFile(name, options, version, (endpoint, arn) => run(arn, { ...known, endpoint }))
        return
      }
      process.exitCode = await withServer(options.endpoint, () => run(name, options))
    })
}

async function run(name: string, options: RunOptions): Promise<number> {
  const input = options.isThrowaway ? options.input : await readInput(options.input)
  const sfn = await import('@aws-sdk/client-sfn')
  const client = new sfn.SFNClient({ ...clientOptions(options.endpoint), ...(options.isThrowaway && OWN_CALLER) })
  const stateMachineArn = await resolveMachine(client, name)
  const machineArn = stateMachineArn.split('#')[0]
  const { type } = await client.send(new sfn.DescribeStateMachineCommand({ stateMachineArn: machineArn, includedData: 'METADATA_ONLY' }))
  const request = { stateMachineArn, input, name: options.name }
  const execution = type === 'EXPRESS' ? await runExpress(client, request, options) : await runStandard(client, request, options)
  return tellEnd(client, execution, { ...options, isExpress: type === 'EXPRESS' })
}

/** An Express execution answers for itself, once it has ended. */
async function runExpress(client: SFNClient, request: StartExecutionInput, { timeout }: RunOptions): Promise<Ended> {
  const { StartSyncExecutionCommand } = await import('@aws-sdk/client-sfn')
  try {
    return await client.send(new StartSyncExecutionCommand(request), { abortSignal: AbortSignal.timeout(timeout * 1000) })
  } catch (error) {
    if ((error as Error).name !== 'AbortError' && (error as Error).name !== 'TimeoutError') throw error
    throw new CommandError(message('stillRunning', { seconds: timeout, arn: request.stateMachineArn! }), EXIT.stillRunning)
  }
}

async function runStandard(client: SFNClient, request: StartExecutionInput, options: RunOptions): Promise<Ended> {
  const { StartExecutionCommand } = await import('@aws-sdk/client-sfn')
  const { executionArn } = await client.send(new StartExecutionCommand(request))
  process.stderr.write(`${message('started', { arn: executionArn! })}\n`)
  return followExecution(client, executionArn!, options)
}

/** JSON as an option gives it: itself, `@FILE`, or `-` for standard input. */
export async function readInput(option: string): Promise<string> {
  const text = option === '-' ? await standardInput() : option.startsWith('@') ? readText(option.slice(1)) : option
  try {
    JSON.parse(text)
  } catch (error) {
    if (option !== '-' && existsSync(option)) throw new CommandError(message('inputIsFile', { file: option }), EXIT.usage)
    throw new CommandError(message('inputNotJson', { reason: (error as Error).message }), EXIT.usage)
  }
  return text
}
