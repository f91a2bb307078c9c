import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { askServer } from './ask-server.ts'
import { readArchive } from './backup-archive.ts'
import { endpointOption, withServer } from './endpoint.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'

/** `pasos backup FILE`: everything durable of a running server, as it is at one moment, in one zip. */
export function addBackupCommand(program: Command): void {
  program
    .command('backup')
    .description('write everything a running server keeps into one file')
    .argument('<file>', 'the zip to write')
    .addOption(endpointOption())
    .action(async (file: string, options: { endpoint: string }) => {
      const target = resolve(file)
      await withServer(options.endpoint, () => fetchBackup(options.endpoint, target))
      const { size } = await stat(target)
      process.stdout.write(`${message('backupWritten', { file, megabytes: (size / 1e6).toFixed(1) })}\n`)
    })
}

/** Takes the name `target` only once the whole zip has come and can be read. */
async function fetchBackup(endpoint: string, target: string): Promise<void> {
  const response = await askServer(endpoint, '/_pasos/backup', 'POST')
  if (response.status === 403) throw new CommandError(message('backupFailed', { reason: 'HTTP 403' }), EXIT.notAllowed)
  if (!response.ok || !response.body) throw new CommandError(message('backupFailed', { reason: `HTTP ${response.status}` }), EXIT.failed)
  const partial = `${target}.part`
  try {
    await pipeline(Readable.fromWeb(response.body), createWriteStream(partial, { flush: true, mode: 0o600 }))
    ;(await readArchive(partial)).close()
    await rename(partial, target)
  } catch (error) {
    await rm(partial, { force: true })
    throw new CommandError(message('backupFailed', { reason: error instanceof Error ? error.message : String(error) }), EXIT.failed)
  }
}
