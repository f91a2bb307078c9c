#!/usr/bin/env node
// What npm links as `pasos`. The flag and the variable of pasos.mjs' first line would need `env -S`, which BusyBox has not: on Alpine nothing
// would start. So whoever serves becomes Node once more, with them, in the same process; other commands do without.
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const flag = '--max-semi-space-size'
const isServing = ['start', 'dev'].includes(process.argv[2])
if (isServing && process.execve !== undefined && process.platform !== 'win32' && !process.execArgv.some(given => given.startsWith(flag))) {
  const command = fileURLToPath(new URL('pasos.mjs', import.meta.url))
  // It warns that it is experimental; where it will be gone, the server takes some MB more.
  process.removeAllListeners('warning')
  const args = [process.execPath, ...process.execArgv, `${flag}=12`, command, ...process.argv.slice(2)]
  process.execve(process.execPath, args, { MALLOC_ARENA_MAX: '2', ...process.env })
}
await import('./pasos.mjs')
