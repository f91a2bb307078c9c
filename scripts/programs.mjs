// Programs that some tests need beside Node. Where Debian's can be installed they are; elsewhere those tests are skipped, and say so.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { bestChromium, otherChromium } from './chromium.mjs'

const library = process.arch === 'arm64' ? 'aarch64' : 'x86_64'

/** `instead`: what does as well, in more time. `without`: what is skipped. */
export const programs = [
  {
    paths: bestChromium,
    instead: otherChromium,
    packages: ['chromium-headless-shell', 'fonts-dejavu-core'],
    without: 'the console in a browser',
  },
  { paths: ['/usr/bin/strace'], packages: ['strace'], without: 'crash points, refusing disks, power loss' },
  { paths: [`/usr/lib/${library}-linux-gnu/faketime/libfaketimeMT.so.1`], packages: ['faketime'], without: 'a clock that jumps' },
  { paths: ['/usr/bin/bwrap'], packages: ['bubblewrap'], without: 'functions in bubblewrap' },
]

const thisMachine = {
  isThere: existsSync,
  isDebianRoot: existsSync('/usr/bin/apt-get') && process.getuid?.() === 0,
  /** @returns whether it has done so. Where no archive can be reached that is soon known. */
  apt: args =>
    spawnSync('apt-get', ['-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=20', ...args], {
      stdio: ['ignore', 'ignore', 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0,
  say: line => console.error(line),
}

/** Installs what is missing where that can be done, and says which tests are skipped without it. */
export function ensurePrograms({ isThere, isDebianRoot, apt, say } = thisMachine) {
  const isOneThere = paths => paths.some(path => path !== undefined && isThere(path))
  const missing = programs.filter(({ paths }) => !isOneThere(paths))
  if (missing.length === 0) return
  if (isDebianRoot) {
    say(`Installing ${missing.flatMap(program => program.packages).join(', ')} for the tests …`)
    apt(['update', '-qq'])
  }
  for (const { packages, instead = [], without } of missing) {
    // Each for itself, as one that cannot be had is not to keep the others away.
    const isInstalled = isDebianRoot && apt(['install', '-y', '-qq', '--no-install-recommends', ...packages])
    if (isInstalled || isOneThere(instead)) continue
    say(`No ${packages[0]} here, and it could not be installed: tests of ${without} are skipped.`)
  }
}
