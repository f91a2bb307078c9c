import type { SFNClient } from '@aws-sdk/client-sfn'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'

/** The ARN for a name, as written when it is an ARN already; `#TestCase` stays with it. @throws CommandError for an unknown name */
export async function resolveMachine(client: SFNClient, name: string): Promise<string> {
  if (name.startsWith('arn:')) return name
  const [plain, testCase] = name.split('#')
  const { paginateListStateMachines } = await import('@aws-sdk/client-sfn')
  const known: string[] = []
  for await (const page of paginateListStateMachines({ client }, {})) {
    for (const machine of page.stateMachines ?? []) {
      if (machine.name === plain) return testCase === undefined ? machine.stateMachineArn! : `${machine.stateMachineArn}#${testCase}`
      known.push(machine.name!)
    }
  }
  throw new CommandError(message('noSuchMachine', { name, known: known.join(', ') || message('none') }), EXIT.notFound)
}
