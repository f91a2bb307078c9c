import { readdirSync, readFileSync } from 'node:fs'

export interface Level {
  /** Megabytes, the median of the second quarter of the time and of the last. */
  memoryMb: [number, number]
  descriptors: [number, number]
  isLevel: boolean
}

interface Sample {
  memoryMb: number
  descriptors: number
}

const EVERY_MS = 1_000
/** Heaps breathe: less than a fifth, or 40 MB, is no growth. */
const MOST_GROWTH = 1.2
const LEAST_GROWTH_MB = 40
const MOST_MORE_DESCRIPTORS = 8

/** Looks at a process every second. The first quarter is its warming up. */
export function watchLevel(pid: number): { end(): Level } {
  const samples: Sample[] = []
  const timer = setInterval(() => {
    const sample = look(pid)
    if (sample) samples.push(sample)
  }, EVERY_MS)
  return {
    end() {
      clearInterval(timer)
      return levelOf(samples)
    },
  }
}

export function levelOf(samples: readonly Sample[]): Level {
  const quarter = Math.floor(samples.length / 4)
  const early = samples.slice(quarter, 2 * quarter)
  const late = samples.slice(-quarter)
  const both = (value: (sample: Sample) => number): [number, number] => [median(early.map(value)), median(late.map(value))]
  const memoryMb = both(sample => sample.memoryMb)
  const descriptors = both(sample => sample.descriptors)
  const isLevel =
    quarter > 0 &&
    memoryMb[1] < Math.max(memoryMb[0] * MOST_GROWTH, memoryMb[0] + LEAST_GROWTH_MB) &&
    descriptors[1] <= descriptors[0] + MOST_MORE_DESCRIPTORS
  return { memoryMb, descriptors, isLevel }
}

function look(pid: number): Sample | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return { memoryMb: Math.round(Number(kilobytes) / 1_000), descriptors: readdirSync(`/proc/${pid}/fd`).length }
  } catch {
    return undefined
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
