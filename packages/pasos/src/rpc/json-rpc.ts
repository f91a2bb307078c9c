/** JSON-RPC 2.0, as both the Model Context Protocol and the Language Server Protocol speak it. */
export interface RpcMessage {
  jsonrpc: '2.0'
  id?: number | string | null
  method?: string
  params?: unknown
  result?: unknown
  error?: { code: number; message: string }
}

export const RPC_ERRORS = {
  parse: -32_700,
  invalidRequest: -32_600,
  unknownMethod: -32_601,
  invalidParams: -32_602,
  internal: -32_603,
} as const

/** A request that cannot be answered; its text is for whoever asked. */
export class RpcError extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.name = 'RpcError'
    this.code = code
  }
}

/** What is done for each method; an answer is sent for requests only. */
export type RpcMethods = Readonly<Record<string, (params: never) => unknown>>

/** Answers one message; undefined where nothing is to be sent. Never throws. */
export async function answerMessage(methods: RpcMethods, message: unknown): Promise<RpcMessage | undefined> {
  if (typeof message !== 'object' || message === null || Array.isArray(message))
    return failure(null, RPC_ERRORS.invalidRequest, 'Not a message')
  const { id, method, params } = message as RpcMessage
  if (typeof method !== 'string') {
    // What is neither a request nor a notification is an answer to one of ours, and we ask nothing.
    return 'result' in message || 'error' in message ? undefined : failure(id ?? null, RPC_ERRORS.invalidRequest, 'A method is missing')
  }
  const run = Object.hasOwn(methods, method) ? methods[method] : undefined
  const isRequest = id !== undefined
  try {
    if (run === undefined) throw new RpcError(RPC_ERRORS.unknownMethod, `Unknown method ${method}`)
    const result = await run((params ?? {}) as never)
    return isRequest ? { jsonrpc: '2.0', id, result: result ?? null } : undefined
  } catch (error) {
    if (!isRequest) return undefined
    const code = error instanceof RpcError ? error.code : RPC_ERRORS.internal
    return failure(id, code, error instanceof Error ? error.message : String(error))
  }
}

/** The answer to bytes that are no JSON. */
export function unreadable(): RpcMessage {
  return failure(null, RPC_ERRORS.parse, 'Not JSON')
}

function failure(id: number | string | null, code: number, message: string): RpcMessage {
  return { jsonrpc: '2.0', id, error: { code, message } }
}
