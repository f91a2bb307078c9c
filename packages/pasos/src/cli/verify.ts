import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Damage } from '@pasos/engine'
import { openVault, verify } from '@pasos/store-sqlite'
import type { Command } from 'commander'
import { encryptionKeyOption, readEncryptionKey } from './encryption-key.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'

/** `pasos verify`: whether a data folder still holds what was written, down to the first bad event of each execution. */
export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description('check every checksum of a data folder; a server may be using it')
    .option('-d, --data <folder>', 'the data folder', join('.', '.pasos'))
    .addOption(encryptionKeyOption())
    .option('--json', 'print the verdict as JSON')
    .action((options: { data: string; encryptionKey?: string; json?: boolean }) => {
      const file = join(options.data, 'journal.db')
      if (!existsSync(file)) throw new CommandError(message('noDataFolder', { folder: options.data }), EXIT.notFound)
      const verdict = verify(file, openVault(options.data, readEncryptionKey(options.encryptionKey)))
      const { executions, events, damages } = verdict
      if (options.json) process.stdout.write(`${JSON.stringify(verdict, null, 2)}\n`)
      else {
        for (const damage of damages) process.stdout.write(`${describe(damage)}\n`)
        process.stdout.write(`${message('verified', { executions, events, damages: damages.length })}\n`)
      }
      process.exitCode = damages.length > 0 ? EXIT.failed : EXIT.ok
    })
}

function describe({ executionArn, eventId, what }: Damage): string {
  if (eventId !== undefined) return message('damagedEvent', { arn: executionArn, event: eventId })
  return executionArn === '' ? message('damagedFile', { what }) : message('damagedExecution', { arn: executionArn, what })
}
