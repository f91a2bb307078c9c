import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { hasFlag } from './command-line.ts'

export type Figures = Record<string, number | string>

/**
 * Prints what was measured: a line to a figure, or JSON with `--json`. With `--save` it goes to bench/results/NAME.json too, with the
 * machine and the date, which is what docs/reference/performance.md quotes.
 */
export function publish(name: string, figures: Figures): void {
  const result = { name, date: new Date().toISOString().slice(0, 10), machine: machine(), figures }
  if (hasFlag('--json')) console.log(JSON.stringify(result))
  else {
    console.log(name)
    for (const [key, value] of Object.entries(figures)) console.log(`  ${key.padEnd(28)} ${value}`)
  }
  if (!hasFlag('--save')) return
  const folder = fileURLToPath(new URL('../results/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(result, null, 2)}\n`)
}

function machine(): Figures {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cpus: cpus().length,
    memoryGb: Math.round(totalmem() / 1e9),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  }
}

export function round(value: number, digits = 0): number {
  return Number(value.toFixed(digits))
}

/** `part` between 0 and 1. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

export function rssMb(): number {
  return Math.round(process.memoryUsage().rss / 1e6)
}
