import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Violation } from '../oracle/check-evidence.ts'

const RUNNER = fileURLToPath(new URL('./run-seeds.ts', import.meta.url))
const SIMULATION = fileURLToPath(new URL('./simulate.ts', import.meta.url))
/** Of several nodes on one database. */
const CLUSTER_SIMULATION = fileURLToPath(new URL('./cluster/simulate-cluster.ts', import.meta.url))

export interface SeedReport {
  seeds: number
  crashes: number
  executions: number
  invocations: number
  acknowledged: number
  broken?: { seed: number; violations: Violation[] }
}

/** Simulates seeds in a process of its own, with this engine, or with the one beside a copied `simulation`. Rejects when the process itself fails. */
export async function runSeeds(first: number, count: number, simulation: string = SIMULATION, timeoutMs = 0): Promise<SeedReport> {
  const args = [RUNNER, simulation, String(first), String(count)]
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: timeoutMs, maxBuffer: 16 * 1024 * 1024 })
  return JSON.parse(stdout) as SeedReport
}

/** Deterministic simulation on all cores: `seeds` in all, from `first` on. */
export async function simulationMode(options: { first: number; seeds: number; ofCluster?: boolean }): Promise<Record<string, unknown>> {
  const { ofCluster = false } = options
  const began = performance.now()
  const lanes = Math.min(availableParallelism(), 8)
  const each = Math.ceil(options.seeds / lanes)
  const reports = await Promise.all(
    Array.from({ length: lanes }, (_, lane) => runSeeds(options.first + lane * each, each, ofCluster ? CLUSTER_SIMULATION : SIMULATION)),
  )
  const sum = (key: 'seeds' | 'crashes' | 'executions' | 'invocations' | 'acknowledged') =>
    reports.reduce((total, report) => total + report[key], 0)
  const seconds = (performance.now() - began) / 1000
  const broken = reports.flatMap(report => (report.broken ? [report.broken] : []))
  return {
    ...{
      mode: ofCluster ? 'simulate-cluster' : 'simulate',
      first: options.first,
      seeds: sum('seeds'),
      seedsPerMinute: Math.round((sum('seeds') / seconds) * 60),
      lanes,
    },
    ...{ crashes: sum('crashes'), executions: sum('executions'), invocations: sum('invocations'), acknowledged: sum('acknowledged') },
    ...{ seconds: Number(seconds.toFixed(1)), broken, ok: broken.length === 0 },
  }
}
