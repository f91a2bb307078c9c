/** What the Lambda service needs of whatever runs functions and keeps their code; the lambda package implements both. */

/** One revision of a function, ready to run. */
export interface FunctionSpec {
  /** Names one revision of code and settings. */
  revision: string
  functionName: string
  version: string
  runtime: string
  runtimeVersionArn: string
  handler: string
  codeDirectory: string
  /** Unpacked layers in the order of the configuration. */
  layerDirectories: readonly string[]
  memorySizeMb: number
  ephemeralStorageMb: number
  timeoutSeconds: number
  environment: Readonly<Record<string, string>>
  /** Asked for at each start of a process: credentials expire. */
  platformEnvironment: () => Record<string, string>
  region: string
  logGroup: string
  logGroupName: string
  logFormat: 'Text' | 'JSON'
}

export interface HostedInvocation {
  requestId: string
  invokedFunctionArn: string
  /** JSON text. */
  payload: string
  /** Base64. */
  clientContext?: string
  /** X-Ray's header, which the function finds in `_X_AMZN_TRACE_ID`. */
  traceId?: string
  wantsLogTail?: boolean
}

export interface HostedEnd {
  payload: string
  functionError?: 'Unhandled'
  /** Base64. */
  logTail?: string
}

export interface FunctionHost {
  /** Never rejects: what goes wrong with a function is its result. */
  invoke(spec: FunctionSpec, invocation: HostedInvocation, signal?: AbortSignal): Promise<HostedEnd>
  /** The revision will not be invoked again. */
  retire(revision: string): void
  /** Whether functions of this runtime can be run. */
  supports(runtime: string): boolean
  /** A sentence saying what this machine lacks to run them; nothing when it lacks nothing. */
  lacks(runtime: string): Promise<string | undefined>
}

export interface StoredCode {
  /** Base64, as CodeSha256. */
  sha256: string
  size: number
}

export interface CodeStore {
  /** On disk when it resolves, and the bytes are the caller's again; `refused` is the message for the caller. */
  put(archive: Uint8Array): Promise<{ code: StoredCode } | { refused: string }>
  directory(sha256: string): string
  /** As it was uploaded. */
  archive(sha256: string): Promise<Uint8Array | undefined>
}
