import { readFileSync, writeFileSync } from 'node:fs'

/** What Linux tells of a process's memory, in MB of 2^20 bytes. */
export interface ProcessMemory {
  rssMb: number
  /** The most since `forgetPeak`. */
  peakMb: number
}

export function memoryOf(pid: number): ProcessMemory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mb = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024
  return { rssMb: mb('VmRSS'), peakMb: mb('VmHWM') }
}

export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}
