import { execSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { KEY_BYTES } from '@pasos/store-sqlite'
import { Option } from 'commander'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'

const COMMAND_MS = 30_000

/** Where the key of an encrypted data folder comes from. */
export function encryptionKeyOption(): Option {
  return new Option(
    '--encryption-key <source>',
    'the key of an encrypted data folder: a file, variable:NAME, or command:COMMAND that prints it',
  ).env('PASOS_ENCRYPTION_KEY')
}

/**
 * The key that a source holds: 32 bytes in base64, as `openssl rand -base64 32` writes them.
 *
 * @throws CommandError, in one line without anything of the key
 */
export function readEncryptionKey(source: string | undefined): Uint8Array | undefined {
  if (source === undefined) return undefined
  const key = Buffer.from(textFrom(source), 'base64')
  if (key.length !== KEY_BYTES) throw new CommandError(message('noEncryptionKey', { source }), EXIT.failed)
  return key
}

function textFrom(source: string): string {
  const [, kind, rest = ''] = /^(variable|command):(.*)$/s.exec(source) ?? []
  if (kind === 'variable') {
    const text = process.env[rest] ?? ''
    // What the server starts has no use for it.
    delete process.env[rest]
    return text
  }
  try {
    if (kind !== 'command') return readFileSync(source, 'utf8')
    return execSync(rest, { encoding: 'utf8', timeout: COMMAND_MS, stdio: ['ignore', 'pipe', 'inherit'] })
  } catch (error) {
    // Of a command the message holds its whole output on standard error, and may hold more than its name.
    const { code, status } = error as NodeJS.ErrnoException & { status?: number }
    throw new CommandError(message('keyUnreadable', { source, reason: String(code ?? `exit ${status}`) }), EXIT.failed)
  }
}
