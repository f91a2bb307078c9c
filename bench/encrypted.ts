import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openVault, sqliteStore, verify } from '@pasos/store-sqlite'
import { numberArgument } from './setup/command-line.ts'
import { mustBeRight, newFolder, openEngineOn, startRequest } from './setup/engine.ts'
import { taskChain } from './setup/machines.ts'
import { percentile, publish, round } from './setup/results.ts'

/**
 * What it costs to encrypt the data folder: the same executions on a folder as it is and on an encrypted one, by turns, so that what else
 * the machine does meets both. Time of the processor is what is compared: it says the same on a busy machine.
 */
const executions = numberArgument('--executions', 2_000)
const rounds = numberArgument('--rounds', 5)
const machine = taskChain(10)

interface Run {
  cpuMs: number
  ms: number
  bytes: number
}

async function run(encryptionKey: Uint8Array | undefined): Promise<Run> {
  const folder = newFolder()
  try {
    const engine = await openEngineOn(sqliteStore({ folder, encryptionKey }))
    const [began, used] = [performance.now(), process.cpuUsage()]
    let next = 0
    const lane = async (): Promise<void> => {
      while (next < executions) {
        const request = startRequest(`run-${next++}`, machine)
        await engine.runtime.start(request)
        mustBeRight(await engine.runtime.ended(request.executionArn), machine)
      }
    }
    await Promise.all(Array.from({ length: 64 }, lane))
    const { user, system } = process.cpuUsage(used)
    const ms = performance.now() - began
    await engine.close()
    const file = join(folder, 'journal.db')
    const { damages, executions: found } = verify(file, openVault(folder, encryptionKey))
    if (damages.length > 0 || found !== executions) throw new Error(`the journal holds ${found} executions and ${damages.length} damages`)
    return { cpuMs: (user + system) / 1_000, ms, bytes: statSync(file).size }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const key = new Uint8Array(32).fill(7)
const runs = { plain: [] as Run[], encrypted: [] as Run[] }
for (let turn = 0; turn < rounds; turn++) {
  // Whoever comes second finds a warmer machine.
  if (turn % 2 === 0) runs.plain.push(await run(undefined))
  runs.encrypted.push(await run(key))
  if (turn % 2 === 1) runs.plain.push(await run(undefined))
}
const middle = (of: Run[], what: keyof Run): number =>
  percentile(
    of.map(one => one[what]),
    0.5,
  )
const ratio = (what: keyof Run): number => round(middle(runs.encrypted, what) / middle(runs.plain, what), 2)
publish('encrypted', {
  executions,
  turnsPerSecond: round((executions * 11) / (middle(runs.encrypted, 'ms') / 1_000)),
  plainTurnsPerSecond: round((executions * 11) / (middle(runs.plain, 'ms') / 1_000)),
  ...{ cpuOfPlain: ratio('cpuMs'), timeOfPlain: ratio('ms'), bytesOfPlain: ratio('bytes') },
})
