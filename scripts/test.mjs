// `npm test`: everything. Installs what is needed, runs the checks of `npm run check`, then the end-to-end tests.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureConsole, ensureInstalled, modernNode, root, run } from './platform.mjs'

ensureInstalled()
ensureConsole()
ensurePrograms()
run(modernNode(), [join(root, 'scripts', 'check.mjs')])
console.error('\n▸ end-to-end tests')
run(modernNode(), [join(root, 'node_modules', '.bin', 'vitest'), 'run', '--config', 'vitest.e2e.config.ts'])
console.log('all checks passed')

/**
 * Programs that some tests need beside Node. Where Debian's can be installed they are; elsewhere those tests are skipped, and say so.
 * `instead`: what does as well, in more time. `without`: what is skipped.
 */
function ensurePrograms() {
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
  const programs = [
    {
      paths: [process.env.CHROMIUM, '/usr/lib/chromium/chromium-headless-shell'],
      instead: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
      packages: ['chromium-headless-shell', 'fonts-dejavu-core'],
      without: 'the console in a browser',
    },
    { paths: ['/usr/bin/strace'], packages: ['strace'], without: 'crash points, refusing disks, power loss' },
    { paths: [`/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`], packages: ['faketime'], without: 'a clock that jumps' },
    { paths: ['/usr/bin/bwrap'], packages: ['bubblewrap'], without: 'functions in bubblewrap' },
  ]
  const isThere = path => path !== undefined && existsSync(path)
  const missing = programs.filter(({ paths }) => !paths.some(isThere))
  if (missing.length === 0) return
  const isDebianRoot = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
  // Where no archive can be reached that is soon known.
  const soon = ['-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=20']
  const apt = args =>
    spawnSync('apt-get', [...soon, ...args], { stdio: ['ignore', 'ignore', 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  if (isDebianRoot) {
    console.error(`Installing ${missing.flatMap(program => program.packages).join(', ')} for the tests …`)
    apt(['update', '-qq'])
  }
  for (const { packages, instead = [], without } of missing) {
    // Each for itself, as one that cannot be had is not to keep the others away.
    const isInstalled = isDebianRoot && apt(['install', '-y', '-qq', '--no-install-recommends', ...packages]).status === 0
    if (isInstalled || instead.some(isThere)) continue
    console.error(`No ${packages[0]} here, and it could not be installed: tests of ${without} are skipped.`)
  }
}
