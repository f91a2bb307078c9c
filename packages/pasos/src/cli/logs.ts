import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import type { Command } from 'commander'
import { clientOptions, endpointOption, withServer } from './endpoint.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'
import { numberOption } from './number-option.ts'
import { printable } from './printable.ts'

interface LogsOptions {
  endpoint: string
  follow?: boolean
  filter?: string
  since: number
  json?: boolean
}

const POLL_MS = 500

/** `pasos logs NAME [--follow]`: a function's log lines (or any log group's, when NAME begins with `/`). */
export function addLogsCommand(program: Command): void {
  program
    .command('logs')
    .description("print a function's log lines")
    .argument('<name>', 'the function, or a log group such as /aws/lambda/NAME')
    .option('-f, --follow', 'go on printing as lines arrive')
    .option('--filter <pattern>', 'only lines that match this CloudWatch Logs filter pattern')
    .option('--since <minutes>', 'how far back to begin', numberOption({ is: 'a number of minutes above 0', above: 0 }), 60)
    .option('--json', 'one JSON object a line')
    .addOption(endpointOption())
    .action((name: string, options: LogsOptions) => withServer(options.endpoint, () => print(name, options)))
}

async function print(name: string, options: LogsOptions): Promise<void> {
  const logs = await import('@aws-sdk/client-cloudwatch-logs')
  const client = new logs.CloudWatchLogsClient(clientOptions(options.endpoint))
  const logGroupName = name.startsWith('/') ? name : `/aws/lambda/${name}`
  const printed = new Set<string>()
  let startTime = Date.now() - options.since * 60_000
  do {
    startTime = await printFrom(client, { logGroupName, filterPattern: options.filter, startTime }, printed, options.json === true)
    if (options.follow) await new Promise(resolve => setTimeout(resolve, POLL_MS))
  } while (options.follow)
}

/** Prints what is new since `startTime`; returns from when to ask next. Lines of one millisecond may come in two answers, hence `printed`. */
async function printFrom(
  client: CloudWatchLogsClient,
  query: { logGroupName: string; filterPattern: string | undefined; startTime: number },
  printed: Set<string>,
  asJson: boolean,
): Promise<number> {
  const { paginateFilterLogEvents, ResourceNotFoundException } = await import('@aws-sdk/client-cloudwatch-logs')
  let newest = query.startTime
  try {
    for await (const page of paginateFilterLogEvents({ client }, query)) {
      for (const event of page.events ?? []) {
        if (printed.has(event.eventId!)) continue
        printed.add(event.eventId!)
        newest = Math.max(newest, event.timestamp!)
        const line = event.message!.replace(/\n$/, '')
        process.stdout.write(asJson ? `${JSON.stringify(event)}\n` : `${new Date(event.timestamp!).toISOString()} ${printable(line)}\n`)
      }
    }
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      throw new CommandError(message('noLogGroup', { name: query.logGroupName }), EXIT.notFound)
    }
    throw error
  }
  return newest
}
