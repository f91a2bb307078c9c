import { join, resolve } from 'node:path'
import { copyEncrypted, isEncrypted, readFolderKey, sealFolderKey, takeDataFolder } from '@pasos/store-sqlite'
import { type Command, Option } from 'commander'
import { copyOwnFiles } from '../server/own-files.ts'
import { encryptionKeyOption, readEncryptionKey } from './encryption-key.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { inJson } from './in-json.ts'
import { journalIn } from './journal-in.ts'
import { message } from './messages.ts'
import { newFolder } from './new-folder.ts'

interface EncryptOptions {
  data: string
  to?: string
  encryptionKey?: string
  newKey?: string
  json?: boolean
}

/** `pasos encrypt`: an encrypted copy of a data folder, or another key for one that is encrypted. No server may be using it. */
export function addEncryptCommand(program: Command): void {
  program
    .command('encrypt')
    .description('copy a data folder into an encrypted one, or give an encrypted one another key; no server may be using it')
    .option('-d, --data <folder>', 'the data folder', join('.', '.pasos'))
    .option('--to <folder>', 'the encrypted folder to make; it must be new or empty')
    .addOption(encryptionKeyOption())
    .addOption(new Option('--new-key <source>', 'the key that takes the place of the present one, told like it'))
    .option('--json', 'print it as JSON')
    .action(async (options: EncryptOptions) => {
      journalIn(options.data)
      const folder = resolve(options.data)
      const key = readEncryptionKey(options.encryptionKey)
      const newKey = readEncryptionKey(options.newKey)
      if (options.to !== undefined) await copy(folder, options.to, key, newKey)
      else reseal(folder, key, newKey)
      const done = options.to === undefined ? message('keyChanged') : message('encrypted', { folder: options.to })
      const facts = { folder: options.to === undefined ? folder : resolve(options.to), isCopy: options.to !== undefined }
      process.stdout.write(options.json ? inJson('pasos.encrypt/1', facts) : `${done}\n`)
    })
}

async function copy(folder: string, to: string, key: Uint8Array | undefined, newKey: Uint8Array | undefined): Promise<void> {
  const targetKey = newKey ?? key
  if (targetKey === undefined) throw new CommandError(message('keyIsMissing'), EXIT.usage)
  const target = newFolder(to)
  const source = takeDataFolder(folder, isEncrypted(folder) ? key : undefined)
  try {
    const made = takeDataFolder(target, targetKey)
    try {
      await copyEncrypted(source, made)
      copyOwnFiles({ folder, vault: source.vault }, { folder: target, vault: made.vault })
    } finally {
      made.release()
    }
  } finally {
    source.release()
  }
}

/** The folder's own key stays, so nothing else is written: it takes a moment, whatever the folder holds. */
function reseal(folder: string, key: Uint8Array | undefined, newKey: Uint8Array | undefined): void {
  if (!isEncrypted(folder)) throw new CommandError(message('encryptNeedsTo'), EXIT.usage)
  if (newKey === undefined) throw new CommandError(message('newKeyIsMissing'), EXIT.usage)
  const held = takeDataFolder(folder, key)
  try {
    sealFolderKey(folder, newKey, readFolderKey(folder, key!))
  } finally {
    held.release()
  }
}
