import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { numberArgument } from './setup/command-line.ts'
import { newFolder } from './setup/engine.ts'
import { cpuMsOf } from './setup/process-cpu.ts'
import { memoryOf } from './setup/process-memory.ts'
import { publish, round } from './setup/results.ts'

/**
 * A server that nobody uses: how long it takes to be ready, on a new folder and on one that is there, and what memory it has once it has
 * sat for some seconds. Beside it a Node process that does nothing, since a shared machine is never as fast as the next.
 */
const command = fileURLToPath(new URL('../packages/pasos/bin/pasos.mjs', import.meta.url))
const starts = numberArgument('--starts', 5)
const settleMs = numberArgument('--settle', 5) * 1_000
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!

async function start(folder: string, sitsMs = 0): Promise<{ readyMs: number; cpuMs: number; rssMb: number }> {
  const begun = performance.now()
  const child = spawn(process.execPath, ['--max-semi-space-size=12', command, 'start', '--port', '0', '--data', folder], {
    // As the command is run.
    env: { ...process.env, LC_ALL: 'C', MALLOC_ARENA_MAX: '2' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  for await (const chunk of child.stdout) {
    printed += chunk
    if (printed.includes('is ready')) break
  }
  const readyMs = performance.now() - begun
  const cpuMs = cpuMsOf(child.pid!)
  await pause(sitsMs)
  const { rssMb } = memoryOf(child.pid!)
  child.kill()
  await once(child, 'exit')
  return { readyMs, cpuMs, rssMb }
}

async function bareNode(): Promise<number> {
  const begun = performance.now()
  await once(spawn(process.execPath, ['-e', '0']), 'exit')
  return performance.now() - begun
}

const folder = newFolder()
const first = await start(folder)
const again = []
const bare = []
for (let at = 0; at < starts; at++) {
  bare.push(await bareNode())
  again.push(await start(folder))
}
const sat = await start(folder, settleMs)
rmSync(folder, { recursive: true })
publish('idle', {
  firstStartMs: round(first.readyMs),
  startMs: round(median(again.map(({ readyMs }) => readyMs))),
  startCpuMs: round(median(again.map(({ cpuMs }) => cpuMs))),
  bareNodeMs: round(median(bare)),
  idleRssMb: round(sat.rssMb),
})
