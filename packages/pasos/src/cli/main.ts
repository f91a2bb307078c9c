import { readFileSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import { CommandError, EXIT } from './exit-codes.ts'
import { folderTrouble, isFolderError } from './folder-trouble.ts'
import { type Language, takeLanguage, terminalLanguage } from './language.ts'
import { message } from './messages.ts'
import { endOf, endWithReader } from './reader-gone.ts'
import { serviceRefusal } from './service-refusal.ts'
import { speakSpanish } from './speak-spanish.ts'

/** The version in this package's manifest. */
export const version: string = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version

/** Each command and its file, which is loaded when it is named: a server has no use for the others. In the order in which help tells them. */
const commands: Readonly<Record<string, () => Promise<(program: Command, version: string) => void>>> = {
  start: async () => (await import('./start.ts')).addStartCommand,
  init: async () => (await import('./init.ts')).addInitCommand,
  dev: async () => (await import('./dev.ts')).addDevCommand,
  run: async () => (await import('./run.ts')).addRunCommand,
  deploy: async () => (await import('./deploy.ts')).addDeployCommands,
  delete: async () => (await import('./deploy.ts')).addDeployCommands,
  import: async () => (await import('./import/import.ts')).addImportCommand,
  rerun: async () => (await import('./rerun.ts')).addRerunCommand,
  logs: async () => (await import('./logs.ts')).addLogsCommand,
  outbox: async () => (await import('./outbox.ts')).addOutboxCommand,
  role: async () => (await import('./role.ts')).addRoleCommand,
  env: async () => (await import('./env.ts')).addEnvCommand,
  test: async () => (await import('./test.ts')).addTestCommand,
  record: async () => (await import('./record.ts')).addRecordCommand,
  why: async () => (await import('./why/why.ts')).addWhyCommand,
  explain: async () => (await import('./explain.ts')).addExplainCommand,
  cost: async () => (await import('./cost.ts')).addCostCommand,
  validate: async () => (await import('./validate/validate.ts')).addValidateCommand,
  diff: async () => (await import('./diff/diff.ts')).addDiffCommand,
  convert: async () => (await import('./convert.ts')).addConvertCommand,
  graph: async () => (await import('./graph.ts')).addGraphCommand,
  mcp: async () => (await import('./mcp.ts')).addMcpCommand,
  lsp: async () => (await import('./lsp.ts')).addLspCommand,
  backup: async () => (await import('./backup.ts')).addBackupCommand,
  restore: async () => (await import('./restore.ts')).addRestoreCommand,
  encrypt: async () => (await import('./encrypt.ts')).addEncryptCommand,
  verify: async () => (await import('./verify.ts')).addVerifyCommand,
  migrate: async () => (await import('./migrate.ts')).addMigrateCommand,
  nodes: async () => (await import('./nodes.ts')).addNodesCommand,
  doctor: async () => (await import('./doctor.ts')).addDoctorCommand,
  completion: async () => {
    const { addCompletionCommand } = await import('./completion.ts')
    return program => addCompletionCommand(program, () => buildProgram(terminalLanguage()))
  },
}

/** The command in the language of the terminal, with the one inner command that is named, none for its version, or all that there are. */
export async function buildProgram(language: Language, named = ''): Promise<Command> {
  const program = new Command('pasos')
    .description('A self-hosted, AWS-compatible Step Functions')
    .version(version)
    .addOption(new Option('--lang <language>', 'of this command and of any other, if not that of the terminal').choices(['en', 'es']))
    .exitOverride()
    .showHelpAfterError(message('seeHelp', {}, language))
  const load = Object.hasOwn(commands, named) ? [commands[named]!] : /^(-V|--version)$/.test(named) ? [] : Object.values(commands)
  // One file may add several.
  for (const add of new Set(await Promise.all(load.map(file => file())))) add(program, version)
  for (const command of program.commands) command.showHelpAfterError(message('seeHelpOf', { command: command.name() }, language))
  if (language === 'es') speakSpanish(program)
  return program
}

/** The `pasos` command. Sets the process's exit code; `start` returns while its server runs. */
export async function main(given: string[]): Promise<void> {
  const args = takeLanguage(given)
  const program = await buildProgram(terminalLanguage(), args[0])
  endWithReader(args[0])
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    process.exitCode = report(error)
  }
  process.exitCode = endOf(process.exitCode)
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
  if (isFolderError(error)) {
    process.stderr.write(`${folderTrouble(error)}\n`)
    return EXIT.failed
  }
  if (isOfTheSystem(error)) {
    process.stderr.write(`${error.message}\n`)
    return EXIT.failed
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return EXIT.failed
}

const OF_THE_SYSTEM = new Set(['DatabaseError', 'NodeAddressError'])

/** What the system or a database would not do is nobody's mistake here: its line says it, a stack adds nothing. */
function isOfTheSystem(error: unknown): error is Error {
  return error instanceof Error && (OF_THE_SYSTEM.has(error.name) || 'syscall' in error)
}
