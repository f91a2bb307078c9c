import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalog, Clock, ContentStore, DataStore, LogStore } from '@pasos/engine'
import type { CodeStore, SandboxChoice } from '@pasos/lambda'
import { createLogWriter, type FunctionPlatform } from '@pasos/services'
import type { Vault } from '@pasos/store-sqlite'
import { limitedLogs } from './operation/log-rate.ts'
import { memoryFolder, openSealedCode } from './sealed-code.ts'
import { fetchSharedCode, sharedCode } from './shared-code.ts'

export interface FunctionPlatformOptions {
  folder: string
  vault: Vault
  sandbox: SandboxChoice
  /** Code is in the store too, where other machines find it: it is put there, or only fetched from there, as `fetchCode` is called. */
  sharesCode?: 'put' | 'fetch' | undefined
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
export function openFunctionPlatform(options: FunctionPlatformOptions): {
  open(): Promise<FunctionPlatform>
  fetchCode(): Promise<void>
  /** How many processes of functions there are. */
  processCount(): number
  close(): void
} {
  let opening: Promise<FunctionPlatform> | undefined
  let local: CodeStore | undefined
  let processCount = (): number => 0
  let close = (): void => undefined

  async function load(): Promise<FunctionPlatform> {
    const { chooseDriver, createFunctionHost, openCodeStore } = await import('@pasos/lambda')
    const kept = join(options.folder, 'code')
    const memory = options.vault.isPlain ? undefined : memoryFolder(options.folder)
    const codeFolder = memory === undefined ? kept : join(memory, 'code')
    const { logBytesPerSecond = 0 } = options
    const logs = createLogWriter({ catalog: options.catalog, store: options.logs, clock: options.clock })
    const host = createFunctionHost({
      sink: logBytesPerSecond > 0 ? limitedLogs(logs, logBytesPerSecond, options.clock.now) : logs,
      clock: options.functionClock,
      temporaryRoot: join(memory ?? options.folder, 'run'),
      driver: chooseDriver(options.sandbox, [codeFolder]),
    })
    processCount = () => host.processCount()
    close = () => {
      host.close()
      if (memory !== undefined) rmSync(memory, { recursive: true, force: true })
    }
    const codeStore = memory === undefined ? openCodeStore(kept) : await openSealedCode(kept, options.vault, memory)
    local = codeStore
    if (options.sharesCode === 'put') return { host, codeStore: await sharedCode(codeStore, options) }
    // What nobody uses any more is known to whoever puts code there.
    return { host, codeStore: options.sharesCode === 'fetch' ? { ...codeStore, collect: async () => undefined } : codeStore }
  }

  const open = (): Promise<FunctionPlatform> => (opening ??= load())
  return {
    open,
    async fetchCode() {
      await open()
      if (local) await fetchSharedCode(local, options)
    },
    processCount: () => processCount(),
    close: () => close(),
  }
}
