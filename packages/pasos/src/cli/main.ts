import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { addBackupCommand } from './backup.ts'
import { addDeployCommands } from './deploy.ts'
import { addDevCommand } from './dev.ts'
import { addDoctorCommand } from './doctor.ts'
import { addEnvCommand } from './env.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { addGraphCommand } from './graph.ts'
import { addInitCommand } from './init.ts'
import { type Language, terminalLanguage } from './language.ts'
import { addLogsCommand } from './logs.ts'
import { message } from './messages.ts'
import { addOutboxCommand } from './outbox.ts'
import { addRecordCommand } from './record.ts'
import { addRerunCommand } from './rerun.ts'
import { addRestoreCommand } from './restore.ts'
import { addRoleCommand } from './role.ts'
import { addRunCommand } from './run.ts'
import { serviceRefusal } from './service-refusal.ts'
import { speakSpanish } from './speak-spanish.ts'
import { addStartCommand } from './start.ts'
import { addTestCommand } from './test.ts'
import { addValidateCommand } from './validate.ts'
import { addVerifyCommand } from './verify.ts'
import { addWhyCommand } from './why/why.ts'

/** The version in this package's manifest. */
export const version: string = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version

/** The command with everything it can do, in the language of the terminal. */
export function buildProgram(language: Language): Command {
  const program = new Command('pasos')
    .description('A self-hosted, AWS-compatible Step Functions')
    .version(version)
    .exitOverride()
    .showHelpAfterError(message('seeHelp', {}, language))
  addStartCommand(program, version)
  addInitCommand(program)
  addDevCommand(program, version)
  addRunCommand(program, version)
  addDeployCommands(program)
  addRerunCommand(program)
  addLogsCommand(program)
  addOutboxCommand(program)
  addRoleCommand(program)
  addEnvCommand(program)
  addTestCommand(program)
  addRecordCommand(program)
  addWhyCommand(program)
  addValidateCommand(program)
  addGraphCommand(program)
  addBackupCommand(program)
  addRestoreCommand(program)
  addVerifyCommand(program)
  addDoctorCommand(program, version)
  if (language === 'es') speakSpanish(program)
  return program
}

/** The `pasos` command. Sets the process's exit code; `start` returns while its server runs. */
export async function main(args: string[]): Promise<void> {
  const program = buildProgram(terminalLanguage())
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
  const refusal = serviceRefusal(error)
  if (refusal) {
    process.stderr.write(`${refusal.message}\n`)
    return refusal.exitCode
  }
  if (isOfTheSystem(error)) {
    process.stderr.write(`${error.message}\n`)
    return EXIT.failed
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return EXIT.failed
}

/** What the system or a data folder would not do is nobody's mistake here: its line says it, a stack adds nothing. */
function isOfTheSystem(error: unknown): error is Error {
  return error instanceof Error && (error.name === 'DataFolderError' || 'syscall' in error)
}
