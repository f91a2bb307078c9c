import type { Command } from 'commander'
import { askServer, exitCodeOfStatus } from './ask-server.ts'
import { endpointOption, withServer } from './endpoint.ts'
import { CommandError } from './exit-codes.ts'
import { message } from './messages.ts'
import { numberOption } from './number-option.ts'
import { printable } from './printable.ts'

interface OutboxOptions {
  endpoint: string
  limit: number
  json?: boolean
}

interface Entry {
  protocol: string
  to: string
  subject?: string
  text: string
  at: number
}

/** `pasos outbox`: letters and short messages that topics sent to people, the newest last. */
export function addOutboxCommand(program: Command): void {
  program
    .command('outbox')
    .description('print the letters and short messages that topics sent to people')
    .option(
      '--limit <number>',
      'how many of the newest',
      numberOption({ is: 'a whole number from 1 to 500', isWhole: true, least: 1, most: 500 }),
      20,
    )
    .option('--json', 'one JSON object a line')
    .addOption(endpointOption())
    .action((options: OutboxOptions) => withServer(options.endpoint, () => print(options)))
}

async function print({ endpoint, limit, json }: OutboxOptions): Promise<void> {
  const response = await askServer(endpoint, `/_pasos/outbox?limit=${limit}`)
  if (!response.ok)
    throw new CommandError(message('outboxFailed', { reason: `HTTP ${response.status}` }), exitCodeOfStatus(response.status))
  const { entries } = (await response.json()) as { entries: Entry[] }
  for (const entry of entries.reverse())
    process.stdout.write(json ? `${JSON.stringify({ schema: 'pasos.outbox/1', ...entry })}\n` : lines(entry))
}

/** What comes from outside must not steer the terminal. */
function lines({ at, protocol, to, subject, text }: Entry): string {
  const head = `${new Date(at).toISOString()} ${protocol} ${to}${subject === undefined ? '' : `: ${subject}`}`
  return `${[head, ...text.split('\n').map(line => `  ${line}`)].map(printable).join('\n')}\n`
}
