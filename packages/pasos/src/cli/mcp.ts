import type { Command } from 'commander'
import { endpointOption } from './endpoint.ts'
import { keepStdout } from './keep-stdout.ts'

/** `pasos mcp`: the tools for agents, by the Model Context Protocol on standard input and output. */
export function addMcpCommand(program: Command, version: string): void {
  program
    .command('mcp')
    .description(
      'serve validate, run, test, graph, why, explain and cost to agents: the Model Context Protocol on standard input and output',
    )
    .addOption(endpointOption())
    .action(async ({ endpoint }: { endpoint: string }) => {
      const { tools } = await import('../mcp/tools.ts')
      const { mcpMethods } = await import('../mcp/mcp-methods.ts')
      const { serveLines } = await import('../rpc/serve-lines.ts')
      const { out } = keepStdout()
      await serveLines(mcpMethods(tools(endpoint), version), process.stdin, out)
    })
}
