import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { formerSpace, type MovedCounts, type Verdict } from '@pasos/engine'
import { everythingIn, fillDataFolder, isEncrypted, openVault, verify } from '@pasos/store-sqlite'
import { type Command, Option } from 'commander'
import { copyKeys } from '../server/own-files.ts'
import { ownCodeOf, shareCodeOf } from '../server/shared-code.ts'
import { encryptionKeyOption, readEncryptionKey } from './encryption-key.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { inJson } from './in-json.ts'
import { journalIn } from './journal-in.ts'
import { message } from './messages.ts'
import { newFolder } from './new-folder.ts'

interface MigrateOptions {
  data: string
  postgres: string
  to?: string
  encryptionKey?: string
  json?: boolean
}

/** `pasos migrate`: everything durable of a data folder, which no server uses, into a PostgreSQL that is new; or of a PostgreSQL into a new folder. */
export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('copy all that a data folder keeps into a new PostgreSQL, or the other way round; no server may be using either')
    .option('-d, --data <folder>', 'the data folder; with --to that of a node, for the keys that are in no database', join('.', '.pasos'))
    .addOption(encryptionKeyOption())
    .addOption(new Option('--postgres <url>', 'the database').env('PASOS_POSTGRES').makeOptionMandatory())
    .option('--to <folder>', 'copy the database into this folder, which must be new or empty')
    .option('--json', 'print it as JSON')
    .action(async ({ data: folder, postgres, to, encryptionKey, json }: MigrateOptions) => {
      const key = readEncryptionKey(encryptionKey)
      const { executions, logLines } = await (to === undefined
        ? intoPostgres(folder, postgres, key)
        : intoFolder(postgres, folder, to, key))
      const facts = { executions, lines: logLines, folder: to ?? folder }
      const told = `${message(to === undefined ? 'migrated' : 'migratedBack', facts)}\n`
      process.stdout.write(json ? inJson('pasos.migrate/1', { folder: to ?? folder, executions, logLines }) : told)
    })
}

async function intoPostgres(folder: string, url: string, key: Uint8Array | undefined): Promise<MovedCounts> {
  journalIn(folder)
  const { takeEverything, verifyPostgres } = await import('@pasos/store-postgres')
  const everything = await everythingIn(folder, key)
  try {
    const counts = await takeEverything(url, everything, to => shareCodeOf(folder, openVault(folder, key), to))
    assertWhole(counts, await verifyPostgres(url), 'notMigrated')
    return counts
  } finally {
    await everything.close()
  }
}

/** Under another name until it is whole, so that nobody serves half of it. */
async function intoFolder(url: string, node: string, to: string, key: Uint8Array | undefined): Promise<MovedCounts> {
  if (!existsSync(join(node, 'PASOS'))) throw new CommandError(message('noNodeFolder', { folder: node }), EXIT.notFound)
  const target = newFolder(to)
  const unfinished = `${target}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  const { everythingInPostgres } = await import('@pasos/store-postgres')
  const everything = await everythingInPostgres(url)
  try {
    const counts = await fillDataFolder(unfinished, key, everything, async store => {
      const vault = openVault(unfinished, key)
      const formers = everything.formerNumbers()
      await store.data.commit(formers.map(({ former, number }) => ({ space: formerSpace, key: String(former), value: String(number) })))
      await ownCodeOf(unfinished, vault, store)
      copyKeys({ folder: node, vault: openVault(node, isEncrypted(node) ? key : undefined) }, { folder: unfinished, vault })
    })
    assertWhole(counts, verify(journalIn(unfinished), openVault(unfinished, key)), 'notMigratedBack')
    rmSync(target, { recursive: true, force: true })
    renameSync(unfinished, target)
    return counts
  } finally {
    await everything.close()
  }
}

/** Copied, and read back: every checksum, every history. */
function assertWhole(counts: MovedCounts, { executions, damages }: Verdict, told: 'notMigrated' | 'notMigratedBack'): void {
  if (executions !== counts.executions || damages.length > 0)
    throw new CommandError(message(told, { reason: damages[0]?.what ?? `${executions} of ${counts.executions}` }), EXIT.failed)
}
