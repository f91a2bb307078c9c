import { expect, it } from 'vitest'
import { ensurePrograms, programs } from './programs.mjs'

/** What is asked of apt-get and what is said on a machine with these files, where these packages cannot be had. */
function onMachine({ files, isDebianRoot = true, unreachable = [] }) {
  const [asked, said] = [[], []]
  const isThere = path => files.includes(path)
  const apt = args => asked.push(args[0] === 'install' ? args.slice(4).join(' ') : args[0]) > 0 && !unreachable.includes(args[4])
  ensurePrograms({ isThere, isDebianRoot, apt, say: line => said.push(line) })
  return { asked, said }
}

const best = programs.map(({ paths }) => paths.at(-1))
const [headless, strace, faketime, bwrap] = best

it('asks for nothing where all is there', () => {
  expect(onMachine({ files: best })).toEqual({ asked: [], said: [] })
})

it('installs what is missing, each for itself, and says only what could not be had', () => {
  const { asked, said } = onMachine({ files: [bwrap], unreachable: ['strace'] })
  expect(asked).toEqual(['update', 'chromium-headless-shell fonts-dejavu-core', 'strace', 'faketime'])
  expect(said).toEqual([
    'Installing chromium-headless-shell, fonts-dejavu-core, strace, faketime for the tests …',
    'No strace here, and it could not be installed: tests of crash points, refusing disks, power loss are skipped.',
  ])
})

it('takes another browser where the best cannot be had, and installs nothing where it may not', () => {
  const skipped = 'No chromium-headless-shell here, and it could not be installed: tests of the console in a browser are skipped.'
  const others = [strace, faketime, bwrap]
  expect(onMachine({ files: others, isDebianRoot: false })).toEqual({ asked: [], said: [skipped] })
  expect(onMachine({ files: [...others, '/usr/bin/chromium'], isDebianRoot: false })).toEqual({ asked: [], said: [] })
  const unreachable = ['chromium-headless-shell']
  expect(onMachine({ files: [...others, '/usr/bin/google-chrome'], unreachable }).said).toHaveLength(1)
  expect(onMachine({ files: [headless, ...others] }).asked).toEqual([])
})
