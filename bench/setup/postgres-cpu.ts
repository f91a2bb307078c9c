import { readdirSync, readFileSync } from 'node:fs'

/** Microseconds of a server and its children, by Linux's count of hundredths. */
export function cpuOfPostgres(server: number | undefined): number {
  let ticks = 0
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      const [, after = ''] = /^\d+ \(postgres\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
      const fields = after.split(' ')
      if (Number(pid) === server || Number(fields[1]) === server) for (const field of fields.slice(11, 15)) ticks += Number(field)
    } catch {
      // It has just ended.
    }
  }
  return ticks * 10_000
}
