import { join } from 'node:path'
import type { Damage, Verdict } from '@pasos/engine'
import { openVault, verify } from '@pasos/store-sqlite'
import { type Command, Option } from 'commander'
import { encryptionKeyOption, readEncryptionKey } from './encryption-key.ts'
import { EXIT } from './exit-codes.ts'
import { inJson } from './in-json.ts'
import { journalIn } from './journal-in.ts'
import { message } from './messages.ts'

/** `pasos verify`: whether a data folder still holds what was written, down to the first bad event of each execution. */
export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description('check every checksum of a data folder, or of a PostgreSQL; servers may be using it')
    .option('-d, --data <folder>', 'the data folder', join('.', '.pasos'))
    .addOption(encryptionKeyOption())
    .addOption(new Option('--postgres <url>', 'check this PostgreSQL instead').env('PASOS_POSTGRES'))
    .option('--json', 'print the verdict as JSON')
    .action(async (options: { data: string; encryptionKey?: string; postgres?: string; json?: boolean }) => {
      const { data, encryptionKey } = options
      const verdict = options.postgres === undefined ? verdictOfFolder(data, encryptionKey) : await verdictOfDatabase(options.postgres)
      const { executions, events, damages } = verdict
      if (options.json) process.stdout.write(inJson('pasos.verify/1', verdict))
      else {
        for (const damage of damages) process.stdout.write(`${describe(damage)}\n`)
        process.stdout.write(`${message('verified', { executions, events, damages: damages.length })}\n`)
      }
      process.exitCode = damages.length > 0 ? EXIT.failed : EXIT.ok
    })
}

function verdictOfFolder(folder: string, encryptionKey: string | undefined): Verdict {
  return verify(journalIn(folder), openVault(folder, readEncryptionKey(encryptionKey)))
}

async function verdictOfDatabase(url: string): Promise<Verdict> {
  const { verifyPostgres } = await import('@pasos/store-postgres')
  return verifyPostgres(url)
}

function describe({ executionArn, eventId, what }: Damage): string {
  if (eventId !== undefined) return message('damagedEvent', { arn: executionArn, event: eventId })
  return executionArn === '' ? message('damagedFile', { what }) : message('damagedExecution', { arn: executionArn, what })
}
