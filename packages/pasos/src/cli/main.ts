import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { addBackupCommand } from './backup.ts'
import { addEnvCommand } from './env.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { addLogsCommand } from './logs.ts'
import { addRestoreCommand } from './restore.ts'
import { addRunCommand } from './run.ts'
import { addStartCommand } from './start.ts'
import { addValidateCommand } from './validate.ts'
import { addVerifyCommand } from './verify.ts'

/** The version in this package's manifest. */
export const version: string = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version

/** The `pasos` command. Sets the process's exit code; `start` returns while its server runs. */
export async function main(args: string[]): Promise<void> {
  const program = new Command('pasos')
    .description('A self-hosted, AWS-compatible Step Functions')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(pasos --help lists the commands)')
  addStartCommand(program, version)
  addRunCommand(program)
  addLogsCommand(program)
  addEnvCommand(program)
  addValidateCommand(program)
  addBackupCommand(program)
  addRestoreCommand(program)
  addVerifyCommand(program)
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    process.exitCode = report(error)
  }
}

/** Tells people what went wrong, on stderr, and returns the exit code. */
function report(error: unknown): number {
  // Commander has printed its own text already; asking for help or the version is no error.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof CommandError) {
    process.stderr.write(`${error.message}\n`)
    return error.exitCode
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return EXIT.failed
}
