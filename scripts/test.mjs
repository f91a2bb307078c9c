// `npm test`: everything. Installs what is needed, runs the checks of `npm run check`, then the end-to-end tests.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureConsole, ensureInstalled, modernNode, root, run } from './platform.mjs'

ensureInstalled()
ensureConsole()
ensureChromium()
run(modernNode(), [join(root, 'scripts', 'check.mjs')])
console.error('\n▸ end-to-end tests')
run(modernNode(), [join(root, 'node_modules', '.bin', 'vitest'), 'run', '--config', 'vitest.e2e.config.ts'])
console.log('all checks passed')

/** The console's tests need a browser. Where Debian's can be installed it is; elsewhere they are skipped, and say so. */
function ensureChromium() {
  if (['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].some(existsSync) || process.env.CHROMIUM) return
  const isDebianRoot = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
  if (!isDebianRoot) {
    console.error('No Chromium here, and it cannot be installed without being root on Debian: the browser tests will be skipped.')
    return
  }
  console.error('Installing Chromium for the browser tests …')
  const apt = args =>
    spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  apt(['update', '-qq'])
  if (apt(['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']).status !== 0) {
    console.error('Chromium could not be installed: the browser tests will be skipped.')
  }
}
