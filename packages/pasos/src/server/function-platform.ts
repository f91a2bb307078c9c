import { join } from 'node:path'
import type { Catalog, Clock, ContentStore, DataStore, LogStore } from '@pasos/engine'
import type { SandboxChoice } from '@pasos/lambda'
import { createLogWriter, type FunctionPlatform } from '@pasos/services'
import { limitedLogs } from './operation/log-rate.ts'
import { sharedCode } from './shared-code.ts'

export interface FunctionPlatformOptions {
  folder: string
  sandbox: SandboxChoice
  /** Code is in the store too, where other machines find it. */
  sharesCode?: boolean
  contents: ContentStore
  data: DataStore
  catalog: Catalog
  logs: LogStore
  /** Bytes that a function may log in a second, over time; 0, and by default: as many as it likes. */
  logBytesPerSecond?: number | undefined
  clock: Clock
  functionClock: Clock | undefined
}

/** Processes for functions and the store of their code, in the data folder; nothing of it is loaded before it is asked for. */
export function openFunctionPlatform(options: FunctionPlatformOptions): { open(): Promise<FunctionPlatform>; close(): void } {
  let opening: Promise<FunctionPlatform> | undefined
  let close = (): void => undefined

  async function load(): Promise<FunctionPlatform> {
    const { chooseDriver, createFunctionHost, openCodeStore } = await import('@pasos/lambda')
    const codeFolder = join(options.folder, 'code')
    const { logBytesPerSecond = 0 } = options
    const logs = createLogWriter({ catalog: options.catalog, store: options.logs, clock: options.clock })
    const host = createFunctionHost({
      sink: logBytesPerSecond > 0 ? limitedLogs(logs, logBytesPerSecond, options.clock.now) : logs,
      clock: options.functionClock,
      temporaryRoot: join(options.folder, 'run'),
      driver: chooseDriver(options.sandbox, [codeFolder]),
    })
    close = () => host.close()
    const codeStore = openCodeStore(codeFolder)
    return { host, codeStore: options.sharesCode ? await sharedCode(codeStore, options) : codeStore }
  }

  return { open: () => (opening ??= load()), close: () => close() }
}
