import { join } from 'node:path'
import { everythingIn, openVault } from '@pasos/store-sqlite'
import { type Command, Option } from 'commander'
import { shareCodeOf } from '../server/shared-code.ts'
import { encryptionKeyOption, readEncryptionKey } from './encryption-key.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { inJson } from './in-json.ts'
import { journalIn } from './journal-in.ts'
import { message } from './messages.ts'

interface MigrateOptions {
  data: string
  postgres: string
  encryptionKey?: string
  json?: boolean
}

/** `pasos migrate`: everything durable of a data folder, which no server uses, into a PostgreSQL that is new. */
export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('copy all that a data folder keeps into a new PostgreSQL; no server may be using either')
    .option('-d, --data <folder>', 'the data folder', join('.', '.pasos'))
    .addOption(encryptionKeyOption())
    .addOption(
      new Option('--postgres <url>', 'the database: it is there, and nothing is in it').env('PASOS_POSTGRES').makeOptionMandatory(),
    )
    .option('--json', 'print it as JSON')
    .action(async ({ data: folder, postgres, encryptionKey, json }: MigrateOptions) => {
      journalIn(folder)
      const { executions, logLines } = await migrate(folder, postgres, encryptionKey)
      const told = `${message('migrated', { executions, lines: logLines, folder })}\n`
      process.stdout.write(json ? inJson('pasos.migrate/1', { folder, executions, logLines }) : told)
    })
}

/** Copied, and read back: every checksum, every history. */
async function migrate(folder: string, url: string, encryptionKey: string | undefined) {
  const { takeEverything, verifyPostgres } = await import('@pasos/store-postgres')
  const key = readEncryptionKey(encryptionKey)
  const everything = await everythingIn(folder, key)
  try {
    const counts = await takeEverything(url, { ...everything, beside: to => shareCodeOf(folder, openVault(folder, key), to) })
    const { executions, damages } = await verifyPostgres(url)
    if (executions !== counts.executions || damages.length > 0)
      throw new CommandError(message('notMigrated', { reason: damages[0]?.what ?? `${executions} of ${counts.executions}` }), EXIT.failed)
    return counts
  } finally {
    await everything.close()
  }
}
