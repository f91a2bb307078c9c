import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { numberArgument } from './setup/command-line.ts'
import { withEngine } from './setup/engine.ts'
import { each } from './setup/load.ts'
import { taskChain } from './setup/machines.ts'
import { publish, round } from './setup/results.ts'

/**
 * What a step costs the disk, by how many executions of ten tasks run at once: bytes of the write-ahead log, which a commit waits for, and
 * all that the process gives to the kernel, with checkpoints and the packing of what has ended. Bytes are the same on a busy machine, but
 * that a slower one gathers larger batches. Linux only, whose kernel counts them.
 */
const steps = numberArgument('--steps', 50_000)
const tasks = 10
const pageBytes = 4_096 + 24

function writtenBytes(): number {
  return Number(/^wchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1])
}

/** Counts the pages that are put into the log, by its index: the number of the last one begins anew when the log does. */
function watchLog(folder: string): () => number {
  const file = openSync(join(folder, 'journal.db-shm'), 'r')
  const header = new Uint32Array(5)
  let [last, pages] = [-1, 0]
  const look = (): void => {
    readSync(file, header, 0, header.byteLength, 0)
    const now = header[4]!
    if (last >= 0) pages += now >= last ? now - last : now
    last = now
  }
  look()
  const timer = setInterval(look, 2)
  return () => {
    clearInterval(timer)
    look()
    closeSync(file)
    return pages * pageBytes
  }
}

const figures: Record<string, number> = { tasks, steps }
for (const inFlight of [1, 16, 128, 512]) {
  await withEngine(async ({ run, folder }) => {
    const executions = Math.ceil((inFlight === 1 ? steps / 10 : steps) / tasks)
    await each(inFlight, inFlight, () => run(taskChain(tasks)))
    const logged = watchLog(folder)
    const before = writtenBytes()
    await each(executions, inFlight, () => run(taskChain(tasks)))
    const all = writtenBytes() - before
    figures[`log bytes a step at ${inFlight}`] = round(logged() / (executions * tasks))
    figures[`all bytes a step at ${inFlight}`] = round(all / (executions * tasks))
  })
}
publish('written', figures)
