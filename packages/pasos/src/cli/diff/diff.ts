import { diffDefinitions } from '@pasos/asl'
import { type Command, Option } from 'commander'
import { endpointOption } from '../endpoint.ts'
import { CommandError, EXIT } from '../exit-codes.ts'
import { inJson } from '../in-json.ts'
import { message } from '../messages.ts'
import { diffExecutions } from './diff-executions.ts'
import { type DiffSource, machineNameOf, readDiffSource } from './diff-source.ts'
import { definitionDiffText, executionDiffText } from './diff-text.ts'

/** Of the JSON; a member that goes or changes its meaning raises it. */
const SCHEMA = 'pasos.diff/1'

interface DiffOptions {
  endpoint: string
  format: 'text' | 'json'
  json?: boolean
  exitCode?: boolean
}

/** `pasos diff BEFORE [AFTER]`: two definitions by their states, or two executions by what they did. */
export function addDiffCommand(program: Command): void {
  program
    .command('diff')
    .description('compare two definitions, wherever they are, or two executions')
    .argument(
      '<before>',
      'a file (FILE#NAME for one machine of several), a folder, a machine by name or ARN, or an execution by ARN or history',
    )
    .argument('[after]', 'the same; without it, a file is compared with the deployed machine of its name')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .option('--json', 'the same as --format json')
    .option('--exit-code', 'end with 1 where there is a difference')
    .addOption(endpointOption())
    .action(async (before: string, after: string | undefined, options: DiffOptions) => {
      const [first, second] = await sources(before, after, options.endpoint)
      const { isSame, facts, text } = compare(first, second)
      const isJson = options.json || options.format === 'json'
      process.stdout.write(isJson ? inJson(SCHEMA, { before: first.name, after: second.name, ...facts }) : text())
      process.exitCode = options.exitCode && !isSame ? EXIT.failed : EXIT.ok
    })
}

async function sources(before: string, after: string | undefined, endpoint: string): Promise<[DiffSource, DiffSource]> {
  const deployed = after === undefined ? machineNameOf(before) : undefined
  if (after === undefined && deployed === undefined) throw new CommandError(message('diffNeedsSecond'), EXIT.usage)
  // What is deployed was there first.
  const [old, now] = after === undefined ? [deployed!, before] : [before, after]
  return [await readDiffSource(old, endpoint), await readDiffSource(now, endpoint)]
}

function compare(first: DiffSource, second: DiffSource): { isSame: boolean; facts: object; text: () => string } {
  if (first.kind === 'definition' && second.kind === 'definition') {
    const diff = diffDefinitions(first.definition, second.definition)
    return {
      isSame: diff.machine.length + diff.states.length === 0,
      facts: { kind: 'definitions', ...diff },
      text: () => definitionDiffText(diff),
    }
  }
  if (first.kind === 'execution' && second.kind === 'execution') {
    const diff = diffExecutions(first.execution.history, second.execution.history)
    const isSame = diff.end.length === 0 && diff.visits.every(({ differs }) => differs.length === 0)
    return { isSame, facts: { kind: 'executions', ...diff }, text: () => executionDiffText(diff) }
  }
  throw new CommandError(message('diffKinds'), EXIT.usage)
}
