import type { SFNClient } from '@aws-sdk/client-sfn'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'

const MOST_SHOWN = 12

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
  throw new CommandError(message('noSuchMachine', { name, known: shownNames(plain!, known) }), EXIT.notFound)
}

/** Those of many that are like the name first, and not all of them. */
export function shownNames(wanted: string, known: readonly string[]): string {
  const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  const isLike = (name: string) => plain(name).includes(plain(wanted)) || plain(wanted).includes(plain(name))
  const sorted = [...known.filter(isLike), ...known.filter(name => !isLike(name))]
  if (sorted.length <= MOST_SHOWN) return sorted.join(', ') || message('none')
  return message('andMore', { known: sorted.slice(0, MOST_SHOWN).join(', '), count: sorted.length - MOST_SHOWN })
}
