import { vi } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { main } from '../main.ts'

/** Runs the command in this process, which has no terminal, and tells what it printed and how it ended. */
export async function told(args: string[], environment: Record<string, string> = {}): Promise<{ out: string; err: string; code: number }> {
  for (const [name, value] of Object.entries({ NO_COLOR: '1', LC_ALL: 'C', ...environment })) vi.stubEnv(name, value)
  const said = { out: '', err: '' }
  const taking = (to: keyof typeof said) => (chunk: unknown) => {
    said[to] += String(chunk)
    return true
  }
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(taking('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(taking('err')),
  ]
  process.exitCode = undefined
  await main(args)
  const code = Number(process.exitCode ?? EXIT.ok)
  process.exitCode = 0
  vi.unstubAllEnvs()
  for (const spy of spies) spy.mockRestore()
  return { ...said, code }
}
