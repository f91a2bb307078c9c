import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { checkDefinition, type Finding, findingsToJson, findingsToSarif, formatFindings, hasErrors, lineAndColumn } from '@pasos/asl'
import { type FileFindings as Checked, checkTerraform, HclSyntaxError, readModule, type TerraformFile } from '@pasos/iac'
import { type Command, Option } from 'commander'
import { CommandError, EXIT } from './exit-codes.ts'
import { type Language, terminalLanguage } from './language.ts'
import { message } from './messages.ts'
import { standardInput } from './standard-input.ts'
import { findSources, STDIN, type ValidateSources } from './validate-sources.ts'

type Format = 'text' | 'json' | 'sarif'

interface ValidateOptions {
  format: Format
  json?: boolean
  type: 'STANDARD' | 'EXPRESS'
  language: Language
  lang?: Language
  strict?: boolean
}

/** `pasos validate FILE…`: what AWS would refuse, and what would fail when it runs. */
export function addValidateCommand(program: Command): void {
  program
    .command('validate')
    .description('check definitions: what AWS refuses, and what would fail when it runs')
    .argument('<paths...>', 'definitions in the Amazon States Language, Terraform files, folders of either, globs, - for standard input')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json', 'sarif']).default('text'))
    .option('--json', 'the same as --format json')
    .addOption(new Option('--type <type>', 'the kind of workflow').choices(['STANDARD', 'EXPRESS']).default('STANDARD'))
    .addOption(new Option('--language <language>', 'of the explanations').choices(['en', 'es']).default(terminalLanguage()))
    .addOption(new Option('--lang <language>', 'the same as --language').choices(['en', 'es']))
    .option('--strict', 'end with an error for warnings too')
    .action(async (files: string[], given: ValidateOptions) => {
      const options = { ...given, language: given.lang ?? given.language }
      const piped = files.includes(STDIN) ? await standardInput() : ''
      const checked = checkSources(findSources(files, options.language), options, piped)
      print(checked, options)
      const fails = (findings: Finding[]) => hasErrors(findings) || (options.strict === true && findings.length > 0)
      process.exitCode = checked.some(({ findings }) => fails(findings)) ? EXIT.usage : EXIT.ok
    })
}

/** Terraform comes first: a definition that it deploys is checked with what it puts in, and not again by itself. */
function checkSources({ definitions, modules }: ValidateSources, options: ValidateOptions, piped: string): Checked[] {
  const ofTerraform = modules.flatMap(({ folder, file }) => checkModule(folder, file, options))
  const known = new Set(ofTerraform.map(({ file }) => resolve(file)))
  const plain = definitions.filter(file => !known.has(resolve(file)))
  const checked = [
    ...ofTerraform,
    ...plain.map(file => {
      const text = file === STDIN ? piped : read(file, options.language)
      return { file, findings: checkDefinition(text, { type: options.type }) }
    }),
  ]
  return checked.map(({ file, findings }) => ({ file: file === STDIN ? file : relative('.', file) || file, findings }))
}

function checkModule(folder: string, file: string | undefined, { type, language }: ValidateOptions): Checked[] {
  try {
    return checkTerraform(
      readModule(folder, (broken, error) => refuse(broken, error, language)),
      { type },
      file,
    )
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw unreadable(file ?? folder, error as Error, language)
  }
}

function refuse(file: TerraformFile, error: unknown, language: Language): never {
  if (!(error instanceof HclSyntaxError)) throw error
  const { line, column } = lineAndColumn(file.text, error.offset)
  const place = { file: relative('.', file.path), line, column, reason: error.message }
  throw new CommandError(message('terraformUnreadable', place, language), EXIT.usage)
}

function read(file: string, language: Language): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw unreadable(file, error as Error, language)
  }
}

function unreadable(file: string, { message: reason }: Error, language: Language): CommandError {
  return new CommandError(message('fileUnreadable', { file, reason }, language), EXIT.usage)
}

function print(checked: Checked[], { format, json, language }: ValidateOptions): void {
  process.stdout.write(PRINTERS[json ? 'json' : format](checked, language))
}

function summary(errors: number, warnings: number, language: Language): string {
  const ofErrors = message(errors === 1 ? 'oneError' : 'errors', { errors }, language)
  return `${ofErrors}, ${message(warnings === 1 ? 'oneWarning' : 'warnings', { warnings }, language)}`
}

const PRINTERS: Record<Format, (checked: Checked[], language: Language) => string> = {
  text: (checked, language) => {
    const all = checked.flatMap(({ findings }) => findings)
    const errors = all.filter(({ severity }) => severity === 'ERROR').length
    const reports = checked.filter(({ findings }) => findings.length > 0)
    const texts = reports.map(({ file, findings }) => formatFindings(findings, { file, language }))
    return `${[...texts, summary(errors, all.length - errors, language)].join('\n')}\n`
  },
  json: (checked, language) =>
    `${JSON.stringify(
      checked.map(({ file, findings }) => findingsToJson(findings, { file, language })),
      null,
      2,
    )}\n`,
  sarif: (checked, language) => `${JSON.stringify(findingsToSarif(checked, language), null, 2)}\n`,
}
