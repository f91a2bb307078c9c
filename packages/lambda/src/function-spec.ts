/** The time of functions' logs and limits, epoch milliseconds. */
export interface HostClock {
  now(): number
  /** @returns how to call it off */
  at(at: number, wake: () => void): () => void
}

/** Everything needed to run one revision of a function. */
export interface FunctionSpec {
  /** Names one revision of code and settings: a change makes a new pool while the old one runs dry. */
  revision: string
  functionName: string
  /** `$LATEST` or a number. */
  version: string
  /** AWS's identifier, e.g. `nodejs24.x`. */
  runtime: string
  /** AWS's name for what runs the function; only shown. */
  runtimeVersionArn: string
  handler: string
  codeDirectory: string
  /** Unpacked layers in the order of the configuration; a later one wins. */
  layerDirectories: readonly string[]
  memorySizeMb: number
  /** Size of /tmp. */
  ephemeralStorageMb: number
  timeoutSeconds: number
  /** The user's variables. */
  environment: Readonly<Record<string, string>>
  /** Credentials of the function's role and the endpoint, asked for at each start of a process. */
  platformEnvironment: () => Record<string, string>
  region: string
  /** Key of the log group in the log sink. */
  logGroup: string
  logGroupName: string
  logFormat: 'Text' | 'JSON'
  /** No more processes than this, whatever the host allows. */
  maxConcurrency?: number
}

export interface Invocation {
  requestId: string
  invokedFunctionArn: string
  /** JSON text. */
  payload: string
  /** Base64 of JSON, as the caller sent it. */
  clientContext?: string
  traceId?: string
  wantsLogTail?: boolean
}

export interface InvocationEnd {
  /** JSON text: the handler's result, or AWS's error object when `functionError` is set. */
  payload: string
  functionError?: 'Unhandled'
  /** Base64 of the last 4 KB of the invocation's log. */
  logTail?: string
}

/** Where log lines go; the engine's LogStore is one. */
export interface LogSink {
  append(group: string, stream: string, events: readonly { timestamp: number; message: string; requestId?: string }[]): void
}
