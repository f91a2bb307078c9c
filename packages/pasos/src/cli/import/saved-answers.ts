import { isJsonObject, type JsonObject } from '@pasos/asl'
import { RemoteRefusal } from '../../project/remote-caller.ts'
import type { Call } from '../../server/example.ts'
import { CommandError, EXIT } from '../exit-codes.ts'
import { message } from '../messages.ts'
import { parseText, readText } from '../read-text.ts'

/** What the AWS CLI printed of an operation, each file one answer. */
export interface SavedAnswers {
  /** Answers what the files hold; of anything else it says that there is none. */
  call: Call
  machineArns: string[]
}

/** The code of what no file has: not one of AWS's, and not told. */
export const NOT_SAVED = 'NotSaved'

interface Saved {
  operation: string
  /** Which of its kind. */
  key: string
  answer: JsonObject
}

/**
 * Files with the output of `aws stepfunctions describe-state-machine` and `get-execution-history`, `aws lambda get-function` and
 * `get-function-configuration`, `aws iam get-role` and `get-role-policy`. @throws CommandError for any other
 */
export function savedAnswers(files: readonly string[]): SavedAnswers {
  const saved = files.map(file => recognise(file, parseText<JsonObject>(readText(file), file)))
  const of = (operation: string) => saved.filter(each => each.operation === operation)
  const machineArns = of('DescribeStateMachine').map(({ key }) => key)
  if (machineArns.length === 0) throw new CommandError(message('importNoMachine'), EXIT.usage)
  const histories = of('GetExecutionHistory')
  if (histories.length > 0 && machineArns.length > 1) throw new CommandError(message('importWhoseHistory'), EXIT.usage)
  return {
    machineArns,
    call: async (service, operation, input) => {
      const { stateMachineArn, executionArn, FunctionName, RoleName, PolicyName } = input as Record<string, string>
      if (operation === 'ListExecutions') {
        return { executions: histories.map(({ key }) => ({ name: key.replace(/\.json$/, ''), executionArn: key, status: 'ENDED' })) }
      }
      if (operation === 'ListAttachedRolePolicies') return {}
      if (operation === 'ListRolePolicies')
        return {
          PolicyNames: of('GetRolePolicy')
            .map(({ key }) => key.split('/'))
            .flatMap(([role, name]) => (role === RoleName ? [name] : [])),
        }
      const key = stateMachineArn ?? executionArn ?? FunctionName ?? (PolicyName === undefined ? RoleName : `${RoleName}/${PolicyName}`)
      const found = of(operation).find(each => each.key === key)
      if (found !== undefined) return found.answer
      throw new RemoteRefusal(NOT_SAVED, message('importNotSaved', { command: commandOf(service, operation, input as object) }), 404)
    },
  }
}

/** How the AWS CLI is asked for it: `aws iam get-role --role-name NAME`. */
function commandOf(service: string, operation: string, input: object): string {
  const dashed = (name: string) => name.replace(/\B[A-Z]/g, '-$&').toLowerCase()
  const options = Object.entries(input).map(([name, value]) => `--${dashed(name)} ${String(value)}`)
  return ['aws', service, dashed(operation), ...options].join(' ')
}

function recognise(file: string, answer: JsonObject): Saved {
  const text = (name: string) => (typeof answer?.[name] === 'string' ? (answer[name] as string) : '')
  if (text('stateMachineArn') && text('definition')) return { operation: 'DescribeStateMachine', key: text('stateMachineArn'), answer }
  if (Array.isArray(answer?.['events'])) return { operation: 'GetExecutionHistory', key: file.replace(/^.*[\\/]/, ''), answer }
  if (text('FunctionName') && text('Handler')) {
    return { operation: 'GetFunction', key: text('FunctionName'), answer: { Configuration: answer } }
  }
  const [configuration, role] = [answer?.['Configuration'] ?? null, answer?.['Role'] ?? null]
  if (isJsonObject(configuration)) {
    // Where its code was to be had is over after ten minutes.
    return { operation: 'GetFunction', key: String(configuration['FunctionName']), answer: { Configuration: configuration } }
  }
  if (isJsonObject(role)) return { operation: 'GetRole', key: String(role['RoleName']), answer }
  if (text('RoleName') && text('PolicyName')) {
    return { operation: 'GetRolePolicy', key: `${text('RoleName')}/${text('PolicyName')}`, answer }
  }
  throw new CommandError(message('importUnknownAnswer', { file }), EXIT.usage)
}
