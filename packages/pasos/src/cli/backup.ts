import { createWriteStream } from 'node:fs'
import { mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { askServer, exitCodeOfStatus } from './ask-server.ts'
import { readArchive } from './backup-archive.ts'
import { endpointOption, withServer } from './endpoint.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { inJson } from './in-json.ts'
import { message } from './messages.ts'
import { putObject, type S3Object, s3EndpointOption, s3ObjectIn } from './s3-object.ts'

/** `pasos backup FILE`: everything durable of a running server, as it is at one moment, in one zip. */
export function addBackupCommand(program: Command): void {
  program
    .command('backup')
    .description('write everything a running server keeps into one file')
    .argument('<file>', 'the zip to write, or s3://BUCKET/KEY')
    .addOption(endpointOption())
    .addOption(s3EndpointOption())
    .option('--json', 'print it as JSON')
    .action(async (file: string, options: { endpoint: string; s3Endpoint?: string; json?: boolean }) => {
      const object = s3ObjectIn(file)
      const size = object ? await backUpTo(object, options) : await backUp(options.endpoint, resolve(file))
      const told = `${message('backupWritten', { file, megabytes: (size / 1e6).toFixed(1) })}\n`
      process.stdout.write(options.json ? inJson('pasos.backup/1', { file, bytes: size }) : told)
    })
}

/** Answers how many bytes there are. */
async function backUp(endpoint: string, target: string): Promise<number> {
  await withServer(endpoint, () => fetchBackup(endpoint, target))
  return (await stat(target)).size
}

/** By way of a file, which is whole before anything is stored: S3 wants to know how much will come. */
async function backUpTo(object: S3Object, { endpoint, s3Endpoint }: { endpoint: string; s3Endpoint?: string }): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'pasos-backup-'))
  try {
    const file = join(folder, 'backup.zip')
    const size = await backUp(endpoint, file)
    await putObject(object, file, s3Endpoint)
    return size
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Takes the name `target` only once the whole zip has come and can be read. */
async function fetchBackup(endpoint: string, target: string): Promise<void> {
  const response = await askServer(endpoint, '/_pasos/backup', 'POST')
  if (!response.ok || !response.body)
    throw new CommandError(message('backupFailed', { reason: `HTTP ${response.status}` }), exitCodeOfStatus(response.status))
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
