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
 * `without`: what is skipped.
 */
function ensurePrograms() {
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
  const programs = [
    {
      paths: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', process.env.CHROMIUM],
      packages: ['chromium', 'fonts-dejavu-core'],
      without: 'the console in a browser',
    },
    { paths: ['/usr/bin/strace'], packages: ['strace'], without: 'crash points, refusing disks, power loss' },
    { paths: [`/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`], packages: ['faketime'], without: 'a clock that jumps' },
    { paths: ['/usr/bin/bwrap'], packages: ['bubblewrap'], without: 'functions in bubblewrap' },
  ]
  const missing = programs.filter(({ paths }) => !paths.some(path => path && existsSync(path)))
  if (missing.length === 0) return
  const isDebianRoot = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
  if (isDebianRoot) {
    const packages = missing.flatMap(program => program.packages)
    console.error(`Installing ${packages.join(', ')} for the tests …`)
    const apt = args =>
      spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    apt(['update', '-qq'])
    if (apt(['install', '-y', '-qq', '--no-install-recommends', ...packages]).status === 0) return
  }
  for (const { packages, without } of missing)
    console.error(`No ${packages[0]} here, and it could not be installed: tests of ${without} are skipped.`)
}
