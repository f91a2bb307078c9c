import { type MessagePort, type ResourceLimits, type Transferable, Worker } from 'node:worker_threads'

/** What a thread is told of the store that it is to serve; it answers through `port`, which the two then share. */
export interface Settings {
  file: string
  port: MessagePort
}

/** A thread that serves one store, until it is given back or ended. */
export interface LentThread {
  /** Told when the thread has died of itself, and why. */
  onError(told: (error: unknown) => void): void
  /** It has closed all that it had open: the next store may have it. */
  giveBack(): void
  /** Nobody knows what it does: no other store gets it. */
  end(): Promise<void>
}

/** One of each kind that has served a store and waits for another, which keeps no process alive. */
const idle = new Map<string, Worker>()

/**
 * A thread that runs `module`, whose `serveStores` is told the settings. Starting one takes 35 ms of the processor before its first line runs,
 * which is as much again as opening a store: a process that opens one after the other has the second served by the first one's.
 */
export function lendThread<S extends Settings>(module: URL, settings: S, resourceLimits: ResourceLimits): LentThread {
  const worker = idle.get(module.href) ?? new Worker(module, { execArgv: [], resourceLimits })
  idle.delete(module.href)
  // Whoever waits for it holds the process up by the port that they share.
  worker.unref()
  worker.postMessage(settings, [settings.port as Transferable])
  return {
    onError(told) {
      worker.on('error', told)
    },
    giveBack() {
      worker.removeAllListeners('error')
      // Nobody waits for it: its death is nobody's, and must not be the process's.
      worker.on('error', () => idle.get(module.href) === worker && idle.delete(module.href))
      if (idle.has(module.href)) void worker.terminate()
      else idle.set(module.href, worker)
    },
    async end() {
      await worker.terminate()
    },
  }
}
