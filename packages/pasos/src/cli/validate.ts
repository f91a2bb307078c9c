import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { checkDefinition, type Finding, findingsToJson, findingsToSarif, formatFindings, hasErrors, lineAndColumn } from '@pasos/asl'
import { type Command, Option } from 'commander'
import { type FileFindings as Checked, checkTerraform } from '../terraform/check-terraform.ts'
import { HclSyntaxError } from '../terraform/hcl-syntax.ts'
import { readModule, type TerraformFile } from '../terraform/terraform-module.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { type Language, terminalLanguage } from './language.ts'
import { message } from './messages.ts'
import { findSources, type ValidateSources } from './validate-sources.ts'

type Format = 'text' | 'json' | 'sarif'

interface ValidateOptions {
  format: Format
  json?: boolean
  type: 'STANDARD' | 'EXPRESS'
  language: Language
  strict?: boolean
}

/** `pasos validate FILE…`: what AWS would refuse, and what would fail when it runs. */
export function addValidateCommand(program: Command): void {
  program
    .command('validate')
    .description('check definitions: what AWS refuses, and what would fail when it runs')
    .argument('<paths...>', 'definitions in the Amazon States Language, Terraform files, folders of either, globs')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json', 'sarif']).default('text'))
    .option('--json', 'the same as --format json')
    .addOption(new Option('--type <type>', 'the kind of workflow').choices(['STANDARD', 'EXPRESS']).default('STANDARD'))
    .addOption(new Option('--language <language>', 'of the explanations').choices(['en', 'es']).default(terminalLanguage()))
    .option('--strict', 'end with an error for warnings too')
    .action((files: string[], options: ValidateOptions) => {
      const checked = checkSources(findSources(files), options)
      print(checked, options)
      const fails = (findings: Finding[]) => hasErrors(findings) || (options.strict === true && findings.length > 0)
      process.exitCode = checked.some(({ findings }) => fails(findings)) ? EXIT.usage : EXIT.ok
    })
}

/** Terraform comes first: a definition that it deploys is checked with what it puts in, and not again by itself. */
function checkSources({ definitions, modules }: ValidateSources, options: ValidateOptions): Checked[] {
  const ofTerraform = modules.flatMap(({ folder, file }) => checkModule(folder, file, options))
  const known = new Set(ofTerraform.map(({ file }) => resolve(file)))
  const plain = definitions.filter(file => !known.has(resolve(file)))
  const checked = [...ofTerraform, ...plain.map(file => ({ file, findings: checkDefinition(read(file), { type: options.type }) }))]
  return checked.map(({ file, findings }) => ({ file: relative('.', file) || file, findings }))
}

function checkModule(folder: string, file: string | undefined, { type }: ValidateOptions): Checked[] {
  try {
    return checkTerraform(readModule(folder, refuse), { type }, file)
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw unreadable(file ?? folder, error as Error)
  }
}

function refuse(file: TerraformFile, error: unknown): never {
  if (!(error instanceof HclSyntaxError)) throw error
  const { line, column } = lineAndColumn(file.text, error.offset)
  const place = { file: relative('.', file.path), line, column, reason: error.message }
  throw new CommandError(message('terraformUnreadable', place, terminalLanguage()), EXIT.usage)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw unreadable(file, error as Error)
  }
}

function unreadable(file: string, { message: reason }: Error): CommandError {
  return new CommandError(message('fileUnreadable', { file, reason }, terminalLanguage()), EXIT.usage)
}

function print(checked: Checked[], { format, json, language }: ValidateOptions): void {
  process.stdout.write(PRINTERS[json ? 'json' : format](checked, language))
}

const PRINTERS: Record<Format, (checked: Checked[], language: Language) => string> = {
  text: (checked, language) => {
    const all = checked.flatMap(({ findings }) => findings)
    const errors = all.filter(({ severity }) => severity === 'ERROR').length
    const reports = checked.filter(({ findings }) => findings.length > 0)
    const texts = reports.map(({ file, findings }) => formatFindings(findings, { file, language }))
    return `${[...texts, message('findings', { errors, warnings: all.length - errors }, language)].join('\n')}\n`
  },
  json: (checked, language) =>
    `${JSON.stringify(
      checked.map(({ file, findings }) => findingsToJson(findings, { file, language })),
      null,
      2,
    )}\n`,
  sarif: (checked, language) => {
    const [first, ...rest] = checked.map(({ file, findings }) => findingsToSarif(findings, { file, language }))
    const runs = [first, ...rest].flatMap(log => (Array.isArray(log?.['runs']) ? log['runs'] : []))
    return `${JSON.stringify({ ...first, runs }, null, 2)}\n`
  },
}
