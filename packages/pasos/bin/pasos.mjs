#!/usr/bin/env -S MALLOC_ARENA_MAX=2 node --max-semi-space-size=12
// The flag: V8 would let its nursery grow to 130 MB, and nothing gets faster by it. The variable: glibc would give each of a dozen threads a
// heap of its own, and what one of them has freed no other could use.
// Checks the platform before anything that an older Node could not even parse is loaded.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

const installed = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url))
if (Number(process.versions.node.split('.')[0]) >= 24) {
  module.enableCompileCache?.()
  // Threads go by the variable: without it each of them strips and compiles its sources again, with some 12 MB of tools for it.
  const cache = module.getCompileCacheDir?.()
  if (cache !== undefined) process.env.NODE_COMPILE_CACHE ??= dirname(cache)
  // V8 would let a small heap grow to four times of what is live before it collects: with large payloads that is hundreds of MB of garbage.
  // 20 take 14 MB less than 40 with distributed Maps of large items, and no more time.
  setFlagsFromString('--heap-growing-percent=20')
  // V8 would make the objects of calls in the old heap once many of them had survived a collection because they waited for the disk. There they
  // keep alive whatever they lead to: 6 kB of each call, for a collection of the whole heap after every thousand of them.
  setFlagsFromString('--no-allocation-site-pretenuring')
  // This thread has its nursery by now. As long as the flag stands it outweighs what other threads are bounded by, each of which then grows
  // to 32 MB of nursery: 27 MB more with a distributed Map.
  setFlagsFromString('--max-semi-space-size=0')
  const { main } = await import('../src/cli/main.ts')
  await main(process.argv.slice(2))
} else if (existsSync(installed)) {
  const child = spawn(installed, process.argv.slice(1), { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', code => process.exit(code ?? 1))
} else {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env
  console.error(
    /^es/i.test(LC_ALL || LC_MESSAGES || LANG || '')
      ? `Pasos necesita Node 24 o posterior y este es Node ${process.versions.node}. Instálelo (https://nodejs.org) o, en un clon de Pasos, use "npm start", que trae el suyo.`
      : `Pasos needs Node 24 or newer; this is Node ${process.versions.node}. Install it (https://nodejs.org); in a clone of Pasos "npm start" brings its own.`,
  )
  process.exit(1)
}
