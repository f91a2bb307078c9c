import { askServer } from './ask-server.ts'

/** A server of ours that answers on a port of this machine. */
export interface RunningServer {
  url: string
  version: string
  /** Its data folder, where it tells whoever asks. */
  folder: string | undefined
}

const PATIENCE_MS = 1_000

/** Who answers on the port, if it is a Pasos that speaks HTTP; whatever else listens there is asked for one page and left alone. */
export async function findRunningServer(port: number, host = '127.0.0.1'): Promise<RunningServer | undefined> {
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  try {
    const response = await fetch(`${url}/_pasos/health`, { signal: AbortSignal.timeout(PATIENCE_MS) })
    const health = (await response.json()) as { status?: unknown; version?: unknown }
    if (typeof health.version !== 'string' || typeof health.status !== 'string') return undefined
    return { url, version: health.version, folder: await folderOf(url) }
  } catch {
    return undefined
  }
}

/** Told to the owner alone. */
async function folderOf(url: string): Promise<string | undefined> {
  const response = await askServer(url, '/_pasos/settings').catch(() => undefined)
  if (!response?.ok) return undefined
  const { folder } = (await response.json()) as { folder?: unknown }
  return typeof folder === 'string' ? folder : undefined
}
