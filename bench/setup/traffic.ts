import { type Connection, openConnection } from './http-client.ts'

/** Executions that come in whatever else happens. */
export interface Traffic {
  /** How many ms each one took that ended since the last call. */
  take(): number[]
  stop(): void
}

const CONNECTIONS = 64
const EVERY_MS = 5

/**
 * Runs an Express machine every 5 ms by StartSyncExecution. The time of each counts from when it was due, so that those that a busy
 * server lets wait before they are even sent are not left out of the picture.
 */
export async function startTraffic(url: string, body: string): Promise<Traffic> {
  const free: Connection[] = await Promise.all(Array.from({ length: CONNECTIONS }, () => openConnection(url)))
  const all = [...free]
  const due: number[] = []
  let times: number[] = []
  let isOver = false
  const serve = (): void => {
    while (due.length > 0 && free.length > 0) void one(free.pop()!, due.shift()!)
  }
  const one = async (connection: Connection, since: number): Promise<void> => {
    await connection.call('StartSyncExecution', body).catch(problem => {
      if (!isOver) throw problem
    })
    times.push(performance.now() - since)
    free.push(connection)
    serve()
  }
  let next = performance.now()
  const timer = setInterval(() => {
    for (; next <= performance.now(); next += EVERY_MS) due.push(next)
    serve()
  }, EVERY_MS)
  return {
    take() {
      const taken = times
      times = []
      return taken
    },
    stop() {
      isOver = true
      clearInterval(timer)
      for (const connection of all) connection.close()
    },
  }
}
