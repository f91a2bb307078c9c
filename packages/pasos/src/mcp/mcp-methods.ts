import type { JsonObject } from '@pasos/asl'
import { RPC_ERRORS, RpcError, type RpcMethods } from '../rpc/json-rpc.ts'
import type { Tool } from './tools.ts'

/** Revisions of the Model Context Protocol that are spoken, the newest first. https://modelcontextprotocol.io/specification */
const REVISIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05']

/** A server with tools and nothing else. */
export function mcpMethods(tools: Readonly<Record<string, Tool>>, version: string): RpcMethods {
  return {
    initialize: ({ protocolVersion = '' }: { protocolVersion?: string }) => ({
      protocolVersion: REVISIONS.includes(protocolVersion) ? protocolVersion : REVISIONS[0],
      capabilities: { tools: {} },
      serverInfo: { name: 'pasos', version },
      instructions:
        'Tools for AWS Step Functions without an AWS account. After every change of a definition call validate, then run with mocks; call why for an execution that failed.',
    }),
    'notifications/initialized': () => undefined,
    'notifications/cancelled': () => undefined,
    ping: () => ({}),
    'tools/list': () => ({
      tools: Object.entries(tools).map(([name, { description, inputSchema }]) => ({ name, description, inputSchema })),
    }),
    'tools/call': ({ name, arguments: given = {} }: { name?: string; arguments?: JsonObject }) => call(tools, String(name), given),
  }
}

async function call(tools: Readonly<Record<string, Tool>>, name: string, args: JsonObject): Promise<object> {
  const tool = Object.hasOwn(tools, name) ? tools[name] : undefined
  if (tool === undefined)
    throw new RpcError(RPC_ERRORS.invalidParams, `There is no tool ${name}. There are: ${Object.keys(tools).join(', ')}`)
  const known = Object.keys(tool.inputSchema['properties'] as JsonObject)
  const unknown = Object.keys(args).find(argument => !known.includes(argument))
  try {
    if (unknown !== undefined) throw new Error(`"${unknown}" is not known here; there are: ${known.join(', ')}`)
    const result = await tool.run(args)
    if (typeof result === 'string') return { content: [{ type: 'text', text: result }] }
    return { content: [{ type: 'text', text: JSON.stringify(result, null, 2) }], structuredContent: result }
  } catch (error) {
    // What is wrong with the arguments or the files is for the model to read, not for its host.
    return { content: [{ type: 'text', text: error instanceof Error ? error.message : String(error) }], isError: true }
  }
}
