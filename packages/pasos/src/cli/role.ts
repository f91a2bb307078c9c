import type { LeastPrivilege } from '@pasos/services'
import type { Command } from 'commander'
import { askServer, exitCodeOfStatus } from './ask-server.ts'
import { endpointOption, withServer } from './endpoint.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { inJson } from './in-json.ts'
import { message } from './messages.ts'
import { roleInTerraform } from './role-in-terraform.ts'

interface RoleOptions {
  endpoint: string
  json?: boolean
  terraform?: boolean
}

/** `pasos role`: the least that the role of a state machine must be allowed, by its definition and by what soft mode saw. */
export function addRoleCommand(program: Command): void {
  program
    .command('role')
    .description("print the least-privilege policy of a state machine's role")
    .argument('<state-machine>', 'its name or ARN')
    .option('--json', 'as JSON, with what the definition leaves open')
    .option('--terraform', 'as resources of Terraform')
    .addOption(endpointOption())
    .action((machine: string, options: RoleOptions) => withServer(options.endpoint, () => print(machine, options)))
}

async function print(machine: string, { endpoint, json, terraform }: RoleOptions): Promise<void> {
  const response = await askServer(endpoint, `/_pasos/least-privilege?stateMachine=${encodeURIComponent(machine)}`)
  if (response.status === 404) throw new CommandError(message('noMachineOfName', { name: machine }), EXIT.notFound)
  if (!response.ok) throw new CommandError(message('roleFailed', { reason: `HTTP ${response.status}` }), exitCodeOfStatus(response.status))
  const found = (await response.json()) as LeastPrivilege
  if (json) process.stdout.write(inJson('pasos.role/1', found))
  else if (terraform) process.stdout.write(roleInTerraform(found))
  else process.stdout.write(inWords(found))
}

function inWords({ stateMachineArn, roleArn, trustPolicy, policy, open, denied }: LeastPrivilege): string {
  const notes = [
    ...open.map(({ states, ...gap }) => message('roleOpen', { ...gap, states: states.join(', ') })),
    ...denied.map(one => message('roleDenied', one)),
  ]
  const parts = [
    message('roleOf', { machine: stateMachineArn, role: roleArn }),
    ...[message('roleTrust'), JSON.stringify(trustPolicy, null, 2), message('rolePolicy'), JSON.stringify(policy, null, 2)],
    ...(notes.length > 0 ? [notes.map(note => `! ${note}`).join('\n')] : []),
  ]
  return `${parts.join('\n\n')}\n`
}
