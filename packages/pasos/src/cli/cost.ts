import { costOf } from '@pasos/asl'
import type { Command } from 'commander'
import { endpointOption } from './endpoint.ts'
import { inJson } from './in-json.ts'
import { terminalLanguage } from './language.ts'
import { message } from './messages.ts'
import { positiveNumber } from './number-option.ts'
import { recordedExecution } from './recorded-execution.ts'

/** Of the JSON; a member that goes or changes its meaning raises it. */
const SCHEMA = 'pasos.cost/1'

interface CostOptions {
  endpoint: string
  month: number
  json?: boolean
}

/** `pasos cost ARN|FILE`: what an execution, and a month of such, would cost on AWS, Standard against Express, by state. */
export function addCostCommand(program: Command): void {
  program
    .command('cost')
    .description('say what an execution would cost on AWS, Standard against Express, by state')
    .argument('<execution>', 'its ARN, or a file with its history as "aws stepfunctions get-execution-history" prints it')
    .option('--month <executions>', 'how many there are a month', positiveNumber, 100_000)
    .option('--json', 'print it as JSON')
    .addOption(endpointOption())
    .action(async (execution: string, { endpoint, month, json }: CostOptions) => {
      const { history } = await recordedExecution(execution, endpoint)
      const cost = costOf(history)
      const ofMonth = {
        executions: month,
        standard: cost.standard * month,
        ...(cost.express !== undefined && { express: cost.express * month }),
      }
      process.stdout.write(json ? inJson(SCHEMA, { ...cost, month: ofMonth }) : inWords(cost, month))
    })
}

/** A single execution costs millionths, a month of them cents and more: each with the digits that say something. */
function dollars(amount: number): string {
  return `$${amount.toFixed(amount < 0.01 ? 7 : amount < 1 ? 4 : 2)}`
}

function inWords({ transitions, standard, express, states, prices }: ReturnType<typeof costOf>, month: number): string {
  const executions = month.toLocaleString(terminalLanguage())
  const width = Math.max(...states.map(({ name }) => name.length), 8)
  return `${[
    message('costStandard', { transitions, one: dollars(standard), month: dollars(standard * month), executions }),
    express === undefined
      ? message('costNoExpress')
      : message('costExpress', { one: dollars(express), month: dollars(express * month), executions }),
    '',
    ...states.map(
      ({ name, transitions: count, standard: amount }) => `${name.padEnd(width)}  ${String(count).padStart(7)}  ${dollars(amount)}`,
    ),
    '',
    message('costSource', { region: prices.region, asOf: prices.asOf, source: prices.source }),
  ].join('\n')}\n`
}
