import { relative, resolve } from 'node:path'
import { type Finding, findingsToJson, findingsToSarif, formatFindings, hasErrors, lineAndColumn, type TextPosition } from '@pasos/asl'
import {
  type FileFindings as Checked,
  checkSource,
  checkTerraform,
  HclSyntaxError,
  readModule,
  type TerraformFile,
  YamlSyntaxError,
} from '@pasos/iac'
import { type Command, Option } from 'commander'
import { CommandError, EXIT } from '../exit-codes.ts'
import { inJson } from '../in-json.ts'
import { type Language, terminalLanguage } from '../language.ts'
import { message } from '../messages.ts'
import { readText, unreadable } from '../read-text.ts'
import { standardInput } from '../standard-input.ts'
import { writeText } from '../write-text.ts'
import { type CheckedFile, fixSources } from './fix-sources.ts'
import { knownApis } from './known-apis.ts'
import { unifiedDiff } from './unified-diff.ts'
import { findSources, STDIN, type ValidateSources } from './validate-sources.ts'

type Format = 'text' | 'json' | 'sarif'

interface ValidateOptions {
  format: Format
  json?: boolean
  type: 'STANDARD' | 'EXPRESS'
  language: Language
  strict?: boolean
  fix?: boolean
  dryRun?: boolean
  substitutions: boolean
}

/** `pasos validate FILE…`: what AWS would refuse, and what would fail when it runs. */
export function addValidateCommand(program: Command): void {
  program
    .command('validate')
    .description('check definitions: what AWS refuses, and what would fail when it runs')
    .argument(
      '<paths...>',
      'definitions in JSON or YAML, templates of SAM, CloudFormation, CDK or Serverless, Terraform files, folders, globs, - for standard input',
    )
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json', 'sarif']).default('text'))
    .option('--json', 'the same as --format json')
    .addOption(new Option('--type <type>', 'the kind of workflow').choices(['STANDARD', 'EXPRESS']).default('STANDARD'))
    .addOption(new Option('--language <language>', 'of the explanations').choices(['en', 'es']).default(terminalLanguage()))
    .option('--strict', 'end with an error for warnings too')
    .option('--fix', 'correct in the files what can only have been meant otherwise')
    .addOption(new Option('--dry-run', 'print the corrections as a diff, write nothing').implies({ fix: true }))
    .option('--no-substitutions', 'refuse placeholders such as ${Name}: nothing fills them in')
    .action(async (files: string[], options: ValidateOptions) => {
      if (options.fix && files.includes(STDIN)) throw new CommandError(message('fixNeedsFiles', {}, options.language), EXIT.usage)
      const piped = files.includes(STDIN) ? await standardInput() : ''
      const sources = findSources(files, options.language)
      const checked = options.fix ? fix(sources, options) : checkSources(sources, options, piped)
      if (!(options.fix && options.dryRun)) print(checked, options)
      // "0 errors" alone would pass for a clean bill of health.
      if (checked.every(({ findings, definitions }) => findings.length === 0 && definitions === 0))
        process.stderr.write(`${message('noDefinition', { files: files.join(', ') }, options.language)}\n`)
      const fails = (findings: Finding[]) => hasErrors(findings) || (options.strict === true && findings.length > 0)
      process.exitCode = checked.some(({ findings }) => fails(findings)) ? EXIT.usage : EXIT.ok
    })
}

/** Terraform and templates come first: a definition that they deploy is checked with what they put in, and not again by itself. */
function checkSources({ files, modules }: ValidateSources, options: ValidateOptions, piped: string, texts: Texts = NONE): CheckedFile[] {
  const found = new Map<string, CheckedFile>()
  const take = (all: readonly Checked[], isOfModule = false) => {
    for (const { file, findings, definitions } of all) {
      const path = resolve(file)
      const known = found.get(path) ?? { findings: [], definitions: 0 }
      found.set(path, {
        file: relative('.', path) || path,
        findings: [...known.findings, ...findings],
        definitions: known.definitions + definitions,
        isOfModule,
      })
    }
  }
  for (const { folder, file } of modules) take(checkModule(folder, file, options), true)
  for (const file of [...files.filter(each => !isPlainName(each)), ...files.filter(isPlainName)]) {
    if (file === STDIN || found.has(resolve(file))) continue
    take(checkFile(file, textOf(file, options.language, texts), options, texts))
  }
  return files.includes(STDIN) ? [...checkFile(STDIN, piped, options, texts), ...found.values()] : [...found.values()]
}

/** Files as they are to be, by their paths, before they are written. */
type Texts = ReadonlyMap<string, string>
const NONE: Texts = new Map()

function textOf(file: string, language: Language, texts: Texts): string {
  return texts.get(relative('.', resolve(file))) ?? readText(file, language)
}

/** Corrects the files, or prints how it would; returns what is left to do by hand. */
function fix(sources: ValidateSources, options: ValidateOptions): CheckedFile[] {
  const { language, dryRun } = options
  const { left, fixed } = fixSources(
    texts => checkSources(sources, options, '', texts),
    file => readText(file, language),
  )
  for (const { file, before, after, made } of fixed) {
    if (dryRun) process.stdout.write(unifiedDiff(file, before, after))
    else writeText(file, after, language)
    for (const each of made) process.stderr.write(`${message(each.after === '' ? 'fixedAway' : 'fixed', { file, ...each }, language)}\n`)
  }
  if (fixed.length === 0) process.stderr.write(`${message('nothingToFix', {}, language)}\n`)
  return left
}

function isPlainName(file: string): boolean {
  return /\.asl\.\w+$/i.test(file)
}

function checkFile(file: string, text: string, { type, language, substitutions }: ValidateOptions, texts: Texts): Checked[] {
  try {
    return checkSource(file, text, { ...knownApis, type, substitutions }, path => textOf(path, language, texts))
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error
    // The other files are still of interest, and so is a report for machines.
    return [broken(error.file ?? file, error, error.message)]
  }
}

function checkModule(folder: string, file: string | undefined, { type, language }: ValidateOptions): Checked[] {
  try {
    return checkTerraform(
      readModule(folder, (from, error) => {
        throw error instanceof HclSyntaxError ? new BrokenFile(from, error) : error
      }),
      { ...knownApis, type },
      file,
    )
  } catch (error) {
    if (error instanceof BrokenFile) {
      const { from, fault } = error
      return [broken(from.path, { offset: fault.offset, ...lineAndColumn(from.text, fault.offset) }, fault.message)]
    }
    throw unreadable(file ?? folder, error, language)
  }
}

/** Configuration that cannot be read, with the file of the module that it is in. */
class BrokenFile extends Error {
  readonly from: TerraformFile
  readonly fault: HclSyntaxError

  constructor(from: TerraformFile, fault: HclSyntaxError) {
    super(fault.message)
    this.from = from
    this.fault = fault
  }
}

/** A file that is neither JSON nor YAML nor Terraform, as the one finding in it. */
function broken(file: string, { offset, line, column }: TextPosition, what: string): Checked {
  const position = { offset, line, column }
  const told = { severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', rule: 'json-syntax', message: what, origin: 'pasos' } as const
  return { file, findings: [{ ...told, range: { start: position, end: position }, parameters: { problem: what, what } }], definitions: 0 }
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
    inJson('pasos.validate/1', { files: checked.map(({ file, findings }) => findingsToJson(findings, { file, language })) }),
  sarif: (checked, language) => `${JSON.stringify(findingsToSarif(checked, language), null, 2)}\n`,
}
