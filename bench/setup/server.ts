import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { newFolder } from './engine.ts'
import type { HeapFigures } from './memory-probe.ts'

const command = fileURLToPath(new URL('../../packages/pasos/bin/pasos.mjs', import.meta.url))
const probe = new URL('./memory-probe.ts', import.meta.url).href

export interface BenchServer {
  url: string
  folder: string
  pid: number
  /** What V8 holds in the server's main thread; where the live heap is wanted, after a collection that this forces. */
  heap(): Promise<HeapFigures>
}

/** A server in a process of its own, on a new folder with the worked example or on one that is given; both are gone after the work. */
export async function withServer<T>(
  work: (server: BenchServer) => Promise<T>,
  args: readonly string[] = [],
  folder: string = newFolder(),
): Promise<T> {
  const own = ['--max-semi-space-size=12', '--expose-gc', '--import', probe]
  const flags = [...own, command, 'start', '--port', '0', '--data', folder, ...args]
  const child = spawn(process.execPath, flags, {
    env: { ...process.env, LC_ALL: 'C', MALLOC_ARENA_MAX: '2' },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let printed = ''
      child.stdout!.on('data', chunk => {
        printed += chunk
        const found = /is ready: (http:\/\/\S+)/.exec(printed)
        if (found) resolve(found[1]!)
      })
      child.once('exit', code => reject(new Error(`the server ended with code ${code}`)))
    })
    const heap = async (): Promise<HeapFigures> => {
      child.send('heap')
      return (await once(child, 'message'))[0] as HeapFigures
    }
    return await work({ url, folder, pid: child.pid!, heap })
  } finally {
    if (child.exitCode === null) {
      child.kill()
      await once(child, 'exit')
    }
    rmSync(folder, { recursive: true, force: true })
  }
}
