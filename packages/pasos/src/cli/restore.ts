import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { openCodeStore } from '@pasos/lambda'
import { isEncrypted, makeFolder, takeDataFolder } from '@pasos/store-sqlite'
import type { Command } from 'commander'
import { type BackupArchive, readArchive } from './backup-archive.ts'
import { encryptionKeyOption, readEncryptionKey } from './encryption-key.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { inJson } from './in-json.ts'
import { message } from './messages.ts'
import { newFolder } from './new-folder.ts'
import { getObject, type S3Object, s3EndpointOption, s3ObjectIn } from './s3-object.ts'

/** `pasos restore FILE --data DIR`: makes a data folder out of a backup. */
export function addRestoreCommand(program: Command): void {
  program
    .command('restore')
    .description('make a new data folder out of a backup')
    .argument('<file>', 'the zip that "pasos backup" wrote, or s3://BUCKET/KEY')
    .requiredOption('-d, --data <folder>', 'the folder to make; it must be new or empty')
    .addOption(encryptionKeyOption())
    .addOption(s3EndpointOption())
    .option('--json', 'print it as JSON')
    .action(async (file: string, options: { data: string; encryptionKey?: string; s3Endpoint?: string; json?: boolean }) => {
      const folder = newFolder(options.data)
      const object = s3ObjectIn(file)
      if (object) await unpackObject(object, folder, options.s3Endpoint)
      else await unpackFile(file, folder)
      const key = readEncryptionKey(options.encryptionKey)
      // Says so, in plain words, when the backup is of a newer version or encrypted with another key. Without one it stays closed.
      if (key !== undefined || !isEncrypted(folder)) takeDataFolder(folder, key).release()
      process.stdout.write(
        options.json ? inJson('pasos.restore/1', { file, folder }) : `${message('restored', { folder: options.data })}\n`,
      )
    })
}

async function unpackFile(file: string, folder: string): Promise<void> {
  const archive = await open(file)
  try {
    await unpack(archive, folder)
  } finally {
    archive.close()
  }
}

async function unpackObject(object: S3Object, folder: string, endpoint: string | undefined): Promise<void> {
  const own = await mkdtemp(join(tmpdir(), 'pasos-restore-'))
  try {
    const file = join(own, 'backup.zip')
    await getObject(object, file, endpoint)
    await unpackFile(file, folder)
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

async function open(file: string): Promise<BackupArchive> {
  try {
    return await readArchive(file)
  } catch (error) {
    throw new CommandError(message('notABackup', { file, reason: error instanceof Error ? error.message : String(error) }), EXIT.failed)
  }
}

/** The marker comes last: until then the folder is no data folder, and no server starts on half of one. */
async function unpack(archive: BackupArchive, folder: string): Promise<void> {
  makeFolder(folder, 0o700)
  const codeStore = openCodeStore(join(folder, 'code'))
  for (const name of archive.names) {
    if (!/^code\/.*\.zip$/.test(name)) continue
    const stored = await codeStore.put(await buffer(await archive.open(name)))
    if ('refused' in stored) throw new CommandError(message('notABackup', { file: name, reason: stored.refused }), EXIT.failed)
  }
  // Contents get to their places when the folder is first opened.
  if (archive.names.some(name => name.startsWith('objects/'))) makeFolder(join(folder, 'objects', 'incoming'), 0o700)
  const files = archive.names.filter(name => !/^code\/.*\.zip$/.test(name) && name !== 'PASOS')
  for (const name of [...files, 'PASOS'])
    await pipeline(
      await archive.open(name),
      createWriteStream(join(folder, name.replace(/^objects\//, 'objects/incoming/')), { flush: true, mode: 0o600, flags: 'wx' }),
    )
}
