import type { Command } from 'commander'
import { callExtension } from './call-extension.ts'
import { clientOptions, endpointOption, withServer } from './endpoint.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { type FollowOptions, followExecution, tellEnd } from './follow-execution.ts'
import { message } from './messages.ts'
import { positiveNumber, seconds } from './number-option.ts'
import { readText } from './read-text.ts'
import { readInput } from './run.ts'

interface RerunOptions extends FollowOptions {
  from?: string
  event?: number
  input?: string
  definition?: string
  name?: string
  wait: boolean
}

/** `pasos rerun ARN --from STATE`: a new execution that begins at a state of this one, docs/reference/rerun.md. */
export function addRerunCommand(program: Command): void {
  program
    .command('rerun')
    .description('run an execution again from one of its states, as a new execution')
    .argument('<arn>', "the execution's ARN")
    .option('--from <state>', 'the state to begin with, as it was entered last')
    .option('--event <id>', 'the event that entered the state, where it was entered several times', positiveNumber)
    .option('-i, --input <json>', "in place of the state's recorded input: JSON, @FILE, or - for standard input")
    .option('--definition <file>', 'in place of the definition that the execution ran')
    .option('-n, --name <name>', "the new execution's name")
    .option('-w, --watch', 'print each step as it happens, on stderr')
    .option('--no-wait', "print the new execution's ARN and do not wait for its end")
    .option('--json', 'print the whole answer instead of the output')
    .option('--timeout <seconds>', 'stop waiting after this long', seconds, 3600)
    .addOption(endpointOption())
    .action(async (arn: string, options: RerunOptions) => {
      if (options.from === undefined && options.event === undefined) throw new CommandError(message('rerunFromWhere'), EXIT.usage)
      process.exitCode = await withServer(options.endpoint, () => rerun(arn, options))
    })
}

async function rerun(arn: string, options: RerunOptions): Promise<number> {
  const { from: stateName, event, name, endpoint } = options
  const input = options.input === undefined ? undefined : await readInput(options.input)
  const definition = options.definition === undefined ? undefined : readText(options.definition)
  const asked = { executionArn: arn, stateName, eventId: event, name, input, definition }
  const answer = await callExtension<{ executionArn: string }>(endpoint, 'RerunExecution', asked)
  if (!options.wait) {
    process.stdout.write(`${options.json ? JSON.stringify(answer, null, 2) : answer.executionArn}\n`)
    return EXIT.ok
  }
  process.stderr.write(`${message('started', { arn: answer.executionArn })}\n`)
  const { SFNClient } = await import('@aws-sdk/client-sfn')
  const client = new SFNClient(clientOptions(endpoint))
  return tellEnd(client, await followExecution(client, answer.executionArn, options), options)
}
