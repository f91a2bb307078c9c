import { join } from 'node:path'
import type { Command } from 'commander'
import { DEFAULT_PORT } from './endpoint.ts'
import { EXIT } from './exit-codes.ts'
import { inJson } from './in-json.ts'
import { portNumber } from './number-option.ts'

const MARKS = { good: '✓', note: '!', bad: '✗' } as const

/** `pasos doctor`: whether this machine is one on which a server runs well, and what of it is worth knowing. */
export function addDoctorCommand(program: Command, version: string): void {
  program
    .command('doctor')
    .description('look whether a server runs well on this machine')
    .option('-d, --data <folder>', 'the data folder', join('.', '.pasos'))
    .option('-p, --port <number>', 'the port to listen on; 0 takes a free one', portNumber, DEFAULT_PORT)
    .option('--json', 'print the verdict as JSON')
    .action(async ({ data, port, json }: { data: string; port: number; json?: boolean }) => {
      const { examine } = await import('./doctor-checks.ts')
      const findings = await examine({ folder: data, port, version })
      if (json) process.stdout.write(inJson('pasos.doctor/1', { findings }))
      else for (const { level, text } of findings) process.stdout.write(`${MARKS[level]} ${text}\n`)
      process.exitCode = findings.some(({ level }) => level === 'bad') ? EXIT.failed : EXIT.ok
    })
}
