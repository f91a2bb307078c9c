import { type Advice, adviceText, checkHandler, type Why, why } from '@pasos/asl'
import type { Command } from 'commander'
import { endpointOption, withServer } from '../endpoint.ts'
import { terminalLanguage } from '../language.ts'
import { readDefinition } from '../read-definition.ts'
import { type RecordedExecution, recordedExecution } from '../recorded-execution.ts'
import { functionPackage, plainFunctionName } from './function-facts.ts'
import { type FunctionLog, functionLog } from './function-log.ts'
import { type Denial, whyDenied } from './why-denied.ts'
import { whyText } from './why-text.ts'

/** Why an execution failed, with what a server knows beside its history. */
export interface Explained extends Why {
  execution: string
  log?: FunctionLog
  denial?: Denial
}

/** Of the JSON; a member that goes or changes its meaning raises it. */
const SCHEMA = 'pasos.why/1'

interface WhyOptions {
  endpoint: string
  definition?: string
  json?: boolean
}

/** `pasos why ARN|FILE`: the failed state, what its expression saw, the log, the statement that denied, and what to do. */
export function addWhyCommand(program: Command): void {
  program
    .command('why')
    .description('explain why an execution failed, and what to do')
    .argument('<execution>', 'its ARN, or a file with its history as "aws stepfunctions get-execution-history" prints it')
    .option('--definition <file>', 'what it ran; a server knows that itself')
    .option('--json', 'print it as JSON')
    .addOption(endpointOption())
    .action(async (execution: string, options: WhyOptions) => {
      const definition = options.definition === undefined ? undefined : await readDefinition(options.definition)
      const explained = await explainExecution(execution, options.endpoint, definition)
      process.stdout.write(options.json ? `${JSON.stringify(whyJson(explained), null, 2)}\n` : whyText(explained, terminalLanguage()))
    })
}

/** The same as an object, with the advice in words. */
export function whyJson(explained: Explained): object {
  const { advice } = explained
  const language = terminalLanguage()
  return { schema: SCHEMA, ...explained, ...(advice && { advice: { ...advice, text: adviceText(advice, language) } }) }
}

/**
 * @param arnOrFile an ARN, or a file with a history, of which no server is asked
 * @param definition in place of the one that the server knows
 * @throws CommandError for a file that is none, or a server that does not answer
 */
export async function explainExecution(arnOrFile: string, endpoint: string, definition?: string): Promise<Explained> {
  const recorded = await recordedExecution(arnOrFile, endpoint)
  const found = { execution: arnOrFile, ...why(recorded.history, definition ?? recorded.definition) }
  if (!arnOrFile.startsWith('arn:') || found.status === 'SUCCEEDED') return found
  return withServer(endpoint, () => withFacts(found, recorded, endpoint))
}

async function withFacts(found: Explained, { roleArn }: RecordedExecution, endpoint: string): Promise<Explained> {
  const { task, refusal, advice } = found
  const log = task && (await functionLog(endpoint, found.execution, task))
  const denial = refusal && roleArn !== undefined ? await whyDenied(endpoint, roleArn, refusal) : undefined
  const handler = advice?.key === 'importModule' && task?.functionName !== undefined
  const exact = denial ? adviseOnDenial(denial, refusal!) : handler ? await adviseOnHandler(endpoint, task.functionName!) : undefined
  return { ...found, ...(log && { log }), ...(denial && { denial }), ...(exact && { advice: exact }) }
}

function adviseOnDenial(denial: Denial, { action, resource }: { action: string; resource: string }): Advice {
  const facts = { action, resource, principal: denial.principal, statement: JSON.stringify(denial.statement) }
  if (denial.kind === 'nothing') return { key: 'deniedByNothing', facts }
  return { key: 'deniedByStatement', facts: { ...facts, policy: denial.policy } }
}

async function adviseOnHandler(endpoint: string, nameOrArn: string): Promise<Advice | undefined> {
  const name = plainFunctionName(nameOrArn)
  const code = await functionPackage(endpoint, name)
  const problem = code && checkHandler(code)
  if (problem?.kind !== 'file' || problem.suggestion === undefined) return undefined
  const { handler, expected, files, suggestion } = problem
  return { key: 'handler', facts: { function: name, handler, expected, files, fixed: suggestion } }
}
