import { createVault } from '../encryption/vault.ts'
import type { Settings } from '../threads/kept-threads.ts'
import { serveStores } from '../threads/serve-stores.ts'
import { type Append, LogDatabase } from './log-database.ts'

/** The log thread: the only connection to the file of log lines. What it is told, it does in that order. */
export type Method = 'createStream' | 'deleteStream' | 'deleteGroup' | 'streams' | 'query' | 'expire' | 'storedBytes'
export type ToLogThread =
  | { call: number; append: readonly Append[] }
  | { call: number; method: Method; args: readonly unknown[] }
  | { close: true }
export type FromLogThread = { call: number; value: unknown } | { failed: string }

export type LogSettings = Settings & { key: Uint8Array | undefined }

serveStores(({ file, port, key }: LogSettings) => {
  const tell = (message: FromLogThread): void => port.postMessage(message)

  /** Any failure is the last thing told: what the file holds after it nobody knows. */
  const carefully = (act: () => void): void => {
    try {
      act()
    } catch (error) {
      tell({ failed: error instanceof Error ? error.message : String(error) })
      port.close()
    }
  }

  carefully(() => {
    const database = new LogDatabase(file, createVault(key))
    const methods = database as unknown as Record<Method, (...args: readonly unknown[]) => unknown>
    port.on('message', (message: ToLogThread) =>
      carefully(() => {
        if ('append' in message) {
          database.append(message.append)
          tell({ call: message.call, value: undefined })
        } else if ('method' in message) {
          tell({ call: message.call, value: methods[message.method](...message.args) })
        } else {
          database.close()
          port.close()
        }
      }),
    )
  })
})
