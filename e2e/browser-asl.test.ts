import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hasChromium, openBrowser } from './browser.ts'
import { temporaryFolder } from './running-server.ts'

// The language in a browser, without any server: what an editor needs to check and to simulate while one types.

const machine = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemProcessor: {
        StartAt: 'Double',
        States: { Double: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input * 2 %}', End: true } },
      },
      Next: 'Sum',
    },
    Sum: { Type: 'Pass', Parameters: { 'sum.$': '$.sum()', 'hash.$': "States.Hash('a', 'SHA-256')" }, End: true },
  },
}

let browser: Browser | undefined
let folder: ReturnType<typeof temporaryFolder>

beforeAll(async () => {
  folder = temporaryFolder('browser-asl')
  const outfile = join(folder.folder, 'asl.js')
  const entry = join(import.meta.dirname, '../packages/asl/src/index.ts')
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'browser', format: 'iife', globalName: 'asl', logLevel: 'error' })
  if (hasChromium) browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  folder.remove()
})

it('is bundled without anything of Node', () => {
  expect(readFileSync(join(folder.folder, 'asl.js'), 'utf8')).not.toMatch(/require\("node:|from "node:/)
})

it.skipIf(!hasChromium)('checks and runs a machine in a browser that has no server', async () => {
  const page = await browser!.newPage()
  const requests: string[] = []
  page.on('request', request => requests.push(request.url()))
  await page.goto('about:blank')
  await page.addScriptTag({ path: join(folder.folder, 'asl.js') })
  const result = await page.evaluate(async definition => {
    const { asl } = globalThis as unknown as { asl: typeof import('@pasos/asl') }
    const findings = asl.checkDefinition(JSON.stringify(definition))
    const { end, history } = await asl.simulate(definition, { input: [1, 2, 3] })
    return { findings, end, last: history.at(-1)?.type }
  }, machine)
  expect(result).toEqual({
    findings: [],
    end: {
      status: 'SUCCEEDED',
      output: '{"sum":12.0,"hash":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"}',
    },
    last: 'ExecutionSucceeded',
  })
  expect(requests.filter(url => url.startsWith('http'))).toEqual([])
})
