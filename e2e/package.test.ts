import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasChromium, openBrowser, visit } from './browser.ts'
import { consoleGoals } from './console-goals.ts'
import { eventually, temporaryFolder } from './running-server.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const MEGABYTE = 1_000_000
const { folder, remove } = temporaryFolder('package')
const environment = { ...process.env, LC_ALL: 'C', PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}` }
const entry = () => join(folder, 'node_modules', '.bin', 'pasos')

/** What of `expect` 30 (`@jest/globals`) and of `@types/jest` 30 the matchers meet, so that no test needs them installed. */
const JEST_DECLARES = `type Verdict = { pass: boolean; message(): string }
type Extend = (matchers: Record<string, (this: object, actual: any, ...expected: any[]) => Verdict | Promise<Verdict>>) => void
declare module 'expect' {
  export interface Matchers<R extends void | Promise<void>, T = unknown> { toBe(expected: unknown): R }
  export const expect: { <T = unknown>(actual: T): Matchers<void, T>; extend: Extend }
}
declare namespace jest {
  interface Matchers<R, T = {}> { toBe<E = any>(expected: E): R }
}
declare const expect: { <T = any>(actual: T): jest.Matchers<void, T>; extend: Extend }
`

let server: ChildProcess | undefined
let isInstalled = false
let packedBytes = 0
let installMs = 0

beforeAll(() => {
  const packed = spawnSync('npm', ['run', 'pack', '--', join(folder, 'packed')], { cwd: ROOT, encoding: 'utf8', env: environment })
  expect(packed.status, packed.stderr).toBe(0)
  const tarballs = globSync(join(folder, 'packed', '*.tgz')).sort()
  expect(tarballs.map(tarball => basename(tarball))).toEqual([expect.stringMatching(/^pasos-\d/), expect.stringMatching(/^pasos-test-\d/)])
  packedBytes = statSync(tarballs[0]!).size
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const install = ['install', '--omit=optional', '--no-audit', '--no-fund', '--loglevel=error', ...tarballs]
  const begun = performance.now()
  const installed = spawnSync('npm', install, { cwd: folder, encoding: 'utf8', env: environment })
  installMs = performance.now() - begun
  isInstalled = installed.status === 0
  // Without a registry there is nothing to try: said aloud, and only then.
  if (!isInstalled && !/ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|E404|ENETUNREACH/.test(installed.stderr))
    throw new Error(installed.stderr)
  if (!isInstalled) console.warn(`The package was not tried: npm cannot install here.\n${installed.stderr}`)
}, 300_000)

afterAll(async () => {
  if (server && server.exitCode === null) {
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }
  remove()
})

function pasos(args: string[]) {
  return spawnSync(entry(), args, { cwd: folder, encoding: 'utf8', env: environment, timeout: 60_000 })
}

/** Opens the console where the server said that it is, presses its one big button, and waits for the end of that execution. */
async function clickTheFirst(address: string): Promise<boolean> {
  const browser = await openBrowser()
  try {
    const { page, troubles } = await visit(browser, new URL(address).origin)
    await page.goto(address)
    await page.locator('.big-start').click()
    await page.waitForURL('**/executions/**')
    await page.locator('.page-head .status', { hasText: 'Succeeded' }).waitFor()
    expect(troubles).toEqual([])
    return true
  } finally {
    await browser.close()
  }
}

/** What the compiler has against a file. */
function compile(file: string): string {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  const types = ['--typeRoots', join(ROOT, 'node_modules', '@types'), '--types', 'node']
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2024', ...types, file]
  return spawnSync(process.execPath, [compiler, '--singleThreaded', ...options], { cwd: folder, encoding: 'utf8' }).stdout.trim()
}

describe('the package, installed from its tarball into an empty folder', () => {
  const { figures, expectWithin } = consoleGoals()
  it('is small, has no script that runs at its installation, and holds no sources that would have to be compiled', context => {
    if (!isInstalled) return context.skip()
    expect(packedBytes).toBeLessThan(25 * MEGABYTE)
    const files = globSync('node_modules/**/*', { cwd: folder }).map(file => statSync(join(folder, file)))
    expect(files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0)).toBeLessThan(90 * MEGABYTE)
    const { scripts, engines, bin } = JSON.parse(readFileSync(join(folder, 'node_modules', 'pasos', 'package.json'), 'utf8'))
    expect({ scripts, engines }).toEqual({ scripts: undefined, engines: { node: '>=24' } })
    // Nothing that BusyBox's env has not: on Alpine `env -S` is an error.
    expect(readFileSync(join(folder, 'node_modules', 'pasos', bin.pasos), 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node')
    const bill = JSON.parse(readFileSync(join(folder, 'node_modules', 'pasos', 'sbom.cdx.json'), 'utf8'))
    expect(bill.components.map(({ purl }: { purl: string }) => purl)).toContainEqual(expect.stringMatching(/^pkg:npm\/commander@/))
    for (const notices of ['THIRD-PARTY-NOTICES.txt', 'packages/console/dist/third-party-notices.txt'])
      expect(readFileSync(join(folder, 'node_modules', 'pasos', notices), 'utf8')).toContain('react ')
    const sources = globSync('node_modules/pasos/**/*.ts', { cwd: folder }).filter(file => !file.endsWith('.d.ts'))
    expect(sources).toEqual([])
  })

  it.each(['pasos', 'pasos-test'])('%s has nothing that publint would hold against it', async name => {
    const [tarball] = globSync(join(folder, 'packed', `${name}-[0-9]*.tgz`))
    const bytes = readFileSync(tarball!)
    const { messages } = await publint({
      pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) },
    })
    expect(messages.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([])
  })

  it('starts, serves its console, and has its first green run within a minute of its installation, by three actions', async context => {
    if (!isInstalled) return context.skip()
    const begun = performance.now()
    // The first action was to install it; the second:
    server = spawn(entry(), ['start', '--port', '0', '--data', join(folder, 'data')], { cwd: folder, env: environment })
    let printed = ''
    for (const stream of [server.stdout!, server.stderr!]) stream.on('data', chunk => (printed += chunk))
    const url = await eventually('the server', async () => /is ready: (\S+)/.exec(printed)?.[1])
    const page = await fetch(`${url}/state-machines`, { headers: { accept: 'text/html' } })
    expect(await page.text()).toContain('<div id="root"')
    figures['start to ready'] = Math.round(performance.now() - begun)
    // The third: one click, on what a newcomer sees first; without a browser one command.
    const isGreen = hasChromium && (await clickTheFirst(/ (http:\S+)\n/.exec(printed)![1]!))
    if (!isGreen) expect(pasos(['run', 'EvenOrOdd', '--endpoint', url]).status).toBe(0)
    figures['installed to green'] = Math.round(performance.now() - begun)
    expectWithin('install to green', installMs + performance.now() - begun, 60_000)
    const run = pasos(['run', 'EvenOrOdd', '--endpoint', url])
    expect(run.status, run.stderr).toBe(0)
    expect(JSON.parse(run.stdout)).toEqual({ number: expect.any(Number) })
    const logs = pasos(['logs', 'EvenOrOdd-number-generator', '--endpoint', url])
    expect(logs.stdout).toContain('The number drawn is')
    const ended = once(server, 'exit')
    server.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  })

  it('runs a definition alone, with functions from a folder', context => {
    if (!isInstalled) return context.skip()
    const example = join(folder, 'node_modules', 'pasos', 'examples', 'even-or-odd')
    const { status, stdout, stderr } = pasos(['run', join(example, 'even-or-odd.asl.json'), '--functions', join(example, 'functions')])
    expect(status, stderr).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ number: expect.any(Number) })
  })

  it('begins a project whose tests are green and cover all of it', context => {
    if (!isInstalled) return context.skip()
    const begun = pasos(['init'])
    expect(begun.status, begun.stderr).toBe(0)
    const { status, stdout, stderr } = pasos(['test', '--threshold', '100'])
    expect(status, stdout + stderr).toBe(0)
    expect(stdout).toMatch(/3 passed\n.*states +100 % {2}4\/4/s)
  })

  it('is what tests in code import, with types', context => {
    if (!isInstalled) return context.skip()
    const test = `import { test } from 'node:test'
import { assertThat, loadMachine, returns } from '@pasos/test'
test('even', async () => {
  const mocks = { NumberGenerator: returns({ is_even: true }), Even: returns('even') }
  assertThat(await loadMachine('even-or-odd.asl.json').run({ mocks })).toHaveSucceededWith('even')
})
`
    writeFileSync(join(folder, 'even.test.mts'), test)
    const run = spawnSync(process.execPath, ['--test', 'even.test.mts'], { cwd: folder, encoding: 'utf8', env: environment })
    expect(run.status, run.stdout).toBe(0)
    expect(compile('even.test.mts')).toBe('')
    writeFileSync(join(folder, 'odd.test.mts'), test.replace("returns('even') }", '1 }'))
    expect(compile('odd.test.mts')).toContain('TS2322')
  })

  it('has types for both ways in which jest declares what expect has', context => {
    if (!isInstalled) return context.skip()
    writeFileSync(join(folder, 'jest-declares.d.ts'), JEST_DECLARES)
    const use = `import type { PasosMatchers } from '@pasos/test'
import { loadMachine, matchers } from '@pasos/test'
import { expect as imported } from 'expect'
declare module 'expect' { interface Matchers<R extends void | Promise<void>, T = unknown> extends PasosMatchers<R> {} }
declare global { namespace jest { interface Matchers<R, T = {}> extends PasosMatchers<R> {} } }
imported.extend(matchers)
expect.extend(matchers)
const result = await loadMachine('even-or-odd.asl.json').run()
imported(result).toHaveVisited('Even')
expect(result).toHaveFailedWith('Broken', /why/)
`
    writeFileSync(join(folder, 'jest.test.mts'), `/// <reference path="jest-declares.d.ts" />\n${use}`)
    expect(compile('jest.test.mts')).toBe('')
    writeFileSync(
      join(folder, 'jest.test.mts'),
      `/// <reference path="jest-declares.d.ts" />\n${use.replace("'Even'", '1').replace("'Broken'", '2')}`,
    )
    expect(compile('jest.test.mts').match(/error TS\d+/g)).toEqual(['error TS2345', 'error TS2345'])
  })

  it('checks definitions, and says where it is wrong', context => {
    if (!isInstalled) return context.skip()
    writeFileSync(join(folder, 'wrong.asl.json'), '{ "StartAt": "A", "States": { "A": { "Type": "Pass", "Next": "B" } } }')
    const { status, stdout } = pasos(['validate', 'wrong.asl.json'])
    expect(status).toBe(2)
    expect(stdout).toContain('wrong.asl.json:1:')
  })

  it('can be used from a program, which finds the same version', context => {
    if (!isInstalled) return context.skip()
    const script = "import { openServer } from 'pasos'; console.log(typeof openServer)"
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, encoding: 'utf8' })
    expect(stdout.trim(), stderr).toBe('function')
    // The clients of optional packages, whose types some declarations name, are not installed here.
    writeFileSync(join(folder, 'use.mts'), "import { openServer } from 'pasos'\nopenServer(1)\n")
    expect(compile('use.mts')).toBe(
      "use.mts(2,12): error TS2345: Argument of type 'number' is not assignable to parameter of type 'ServerOptions'.",
    )
    writeFileSync(join(folder, 'graph.mts'), "import 'pasos/graph'\ndocument.createElement('pasos-graph').definition = 1\n")
    expect(compile('graph.mts')).toBe("graph.mts(2,1): error TS2322: Type '1' is not assignable to type 'string | object | undefined'.")
    const { version } = JSON.parse(readFileSync(join(folder, 'node_modules', 'pasos', 'package.json'), 'utf8'))
    expect(pasos(['--version']).stdout.trim()).toBe(version)
  })
})
