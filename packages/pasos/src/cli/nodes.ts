import type { Command } from 'commander'
import type { ShownNode } from '../server/cluster/nodes-route.ts'
import { askServer, exitCodeOfStatus } from './ask-server.ts'
import { endpointOption, withServer } from './endpoint.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { inJson } from './in-json.ts'
import { message } from './messages.ts'

/** `pasos nodes`: who shares the work of a cluster, and how. Any of its nodes may be asked. */
export function addNodesCommand(program: Command): void {
  program
    .command('nodes')
    .description('list the nodes of a cluster: lanes, running executions, epochs')
    .addOption(endpointOption())
    .option('--json', 'print them as JSON')
    .action(async ({ endpoint, json }: { endpoint: string; json?: boolean }) => {
      const answer = await withServer(endpoint, () => askServer(endpoint, '/_pasos/nodes', 'GET'))
      if (answer.status === 404) throw new CommandError(message('noCluster'), EXIT.failed)
      if (answer.status === 403) throw new CommandError(message('nodesForOwner'), EXIT.notAllowed)
      if (!answer.ok) throw new CommandError(message('nodesFailed', { reason: `HTTP ${answer.status}` }), exitCodeOfStatus(answer.status))
      const { nodes } = (await answer.json()) as { nodes: ShownNode[] }
      process.stdout.write(json ? inJson('pasos.nodes/1', { nodes }) : nodes.map(line).join(''))
    })
}

/** `host:123  http://10.0.0.2:4000  home  lanes 0 3 5 (epochs 2 1 1)  17 running` */
function line({ name, url, isHome, isLeaving, lanes, running }: ShownNode): string {
  const numbers = lanes.map(({ lane }) => lane).join(' ')
  const epochs = lanes.map(({ epoch }) => epoch).join(' ')
  const shown = message(isHome ? 'homeNode' : 'workingNode', { name, url: url ?? '-', lanes: numbers, epochs, running })
  return `${shown}${isLeaving ? `  ${message('leavingNode')}` : ''}\n`
}
