import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { checkDefinition, type Finding, findingsToJson, findingsToSarif, formatFindings, hasErrors } from '@pasos/asl'
import { type Command, Option } from 'commander'
import { CommandError, EXIT } from './exit-codes.ts'
import { type Language, terminalLanguage } from './language.ts'
import { message } from './messages.ts'

type Format = 'text' | 'json' | 'sarif'

interface ValidateOptions {
  format: Format
  json?: boolean
  type: 'STANDARD' | 'EXPRESS'
  language: Language
  strict?: boolean
}

interface Checked {
  file: string
  findings: Finding[]
}

/** `pasos validate FILE…`: what AWS would refuse, and what would fail when it runs. */
export function addValidateCommand(program: Command): void {
  program
    .command('validate')
    .description('check definitions: what AWS refuses, and what would fail when it runs')
    .argument('<files...>', 'definitions in the Amazon States Language')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json', 'sarif']).default('text'))
    .option('--json', 'the same as --format json')
    .addOption(new Option('--type <type>', 'the kind of workflow').choices(['STANDARD', 'EXPRESS']).default('STANDARD'))
    .addOption(new Option('--language <language>', 'of the explanations').choices(['en', 'es']).default(terminalLanguage()))
    .option('--strict', 'end with an error for warnings too')
    .action((files: string[], options: ValidateOptions) => {
      const checked = files.map(file => ({ file: relative('.', file) || file, findings: check(file, options) }))
      print(checked, options)
      const fails = (findings: Finding[]) => hasErrors(findings) || (options.strict === true && findings.length > 0)
      process.exitCode = checked.some(({ findings }) => fails(findings)) ? EXIT.usage : EXIT.ok
    })
}

function check(file: string, options: ValidateOptions): Finding[] {
  return checkDefinition(read(file), { type: options.type })
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandError(message('fileUnreadable', { file, reason: (error as Error).message }, terminalLanguage()), EXIT.usage)
  }
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
