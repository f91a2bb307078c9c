import { readFileSync } from 'node:fs'

const pageKb = 4

/** Resident memory of a process and the processes it started, in KiB; 0 where /proc does not tell. */
export function residentKb(pid: number): number {
  try {
    const own = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageKb
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    return children === '' ? own : children.split(' ').reduce((sum, child) => sum + residentKb(Number(child)), own)
  } catch {
    return 0
  }
}
