import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from './running-server.ts'

// The guards of the house are tools; a tool that silently checks nothing looks just like a clean house. So each is shown a fault.
const root = fileURLToPath(new URL('..', import.meta.url))
const { folder, remove } = temporaryFolder('guards')
afterAll(remove)

/** A copy of the project's settings with the given files in it. */
function house(name: string, files: Record<string, string>): string {
  const home = join(folder, name)
  mkdirSync(home, { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'))
  for (const file of ['tsconfig.base.json', 'scripts/purity.grit', 'packages/asl/tsconfig.json', 'packages/asl/package.json']) {
    cpSync(join(root, file), join(home, file), { recursive: true })
  }
  const biome = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
  writeFileSync(join(home, 'biome.json'), JSON.stringify({ ...biome, vcs: { enabled: false } }))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, file)), { recursive: true })
    writeFileSync(join(home, file), text)
  }
  return home
}

function run(home: string, tool: string, args: string[]): { code: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules', '.bin', tool), args, { cwd: home, encoding: 'utf8' })
  return { code: status, text: stdout + stderr }
}

describe('the guards bite', () => {
  it('Biome finds an import cycle', () => {
    const home = house('cycle', {
      'packages/asl/src/a.ts': "import { b } from './b.ts'\n\nexport const a = () => b\n",
      'packages/asl/src/b.ts': "import { a } from './a.ts'\n\nexport const b = () => a\n",
    })
    const { code, text } = run(home, 'biome', ['lint', '--colors=off', 'packages'])
    expect(text).toContain('noImportCycles')
    expect(code).not.toBe(0)
  })

  it('Biome finds the language and infrastructure as code importing the engine, and the engine importing HTTP', () => {
    const home = house('layers', {
      'packages/asl/src/a.ts': "import { openEngine } from '@pasos/engine'\n\nexport const a = openEngine\n",
      'packages/engine/src/b.ts': "import { createServer } from 'node:http'\n\nexport const b = createServer\n",
      'packages/iac/src/c.ts': "import { openEngine } from '@pasos/engine'\n\nexport const c = openEngine\n",
    })
    const { code, text } = run(home, 'biome', ['lint', '--colors=off', 'packages'])
    expect(text.match(/lint\/style\/noRestrictedImports/g)).toHaveLength(3)
    expect(code).not.toBe(0)
  })

  it('Biome finds a service that calls an address by itself, past the port that lets nobody inside', () => {
    const home = house('outgoing', {
      'packages/services/src/a.ts': "export const a = () => fetch('http://169.254.169.254/')\n",
      'packages/services/src/b.ts': "import { connect } from 'node:tls'\n\nexport const b = connect\n",
      'packages/services/src/c.ts': "import { request } from 'node:https'\n\nexport const c = request\n",
    })
    const { code, text } = run(home, 'biome', ['lint', '--colors=off', 'packages'])
    expect(text).toContain('noRestrictedGlobals')
    expect(text.match(/lint\/style\/noRestrictedImports/g)).toHaveLength(2)
    expect(code).not.toBe(0)
  })

  it.each([
    'Date.now()',
    'new Date()',
    'new Date',
    'Date()',
    'Math.random()',
    '[1].map(Math.random)',
    'crypto.randomUUID()',
    'performance.now()',
    "globalThis['Date']",
  ])('Biome finds clock and chance in the language: %s', impure => {
    const home = house(`impure ${impure.replaceAll(/\W/g, '-')}`, {
      'packages/asl/src/a.ts': `export const a = () => ${impure}\n`,
      'packages/engine/src/b.ts': `export const b = () => ${impure}\n`,
      'packages/asl/src/c.ts': 'export const c = (at: number) => [new Date(at).toISOString(), Date.UTC(2026, 1), Math.max(1, at)]\n',
    })
    const { code, text } = run(home, 'biome', ['lint', '--colors=off', 'packages'])
    expect(text).toContain('The language is pure')
    expect(text).toContain('packages/asl/src/a.ts')
    expect(text).not.toMatch(/[bc]\.ts:/)
    expect(code).not.toBe(0)
  })

  it('Biome finds a function that is too long, and lets a test have its length', () => {
    const long = `export function long(): number[] {\n  return [\n${'    1,\n'.repeat(80)}  ]\n}\n`
    const home = house('length', { 'packages/asl/src/a.ts': long, 'packages/asl/src/a.test.ts': long })
    const { code, text } = run(home, 'biome', ['lint', '--colors=off', 'packages'])
    expect(text.match(/noExcessiveLinesPerFunction/g)).toHaveLength(1)
    expect(code).not.toBe(0)
  })

  it('Biome finds a promise that nobody waits for', () => {
    const home = house('promise', {
      'packages/asl/src/a.ts': 'async function later(): Promise<void> {}\n\nexport function a(): void {\n  later()\n}\n',
    })
    const { code, text } = run(home, 'biome', ['lint', '--colors=off', 'packages'])
    expect(text).toContain('noFloatingPromises')
    expect(code).not.toBe(0)
  })

  it('the compiler refuses Node and timers in the language', () => {
    const home = house('pure', {
      'packages/asl/src/a.ts': "import { readFileSync } from 'node:fs'\n\nexport const a = [readFileSync, setTimeout]\n",
    })
    const { code, text } = run(home, 'tsc', ['-p', 'packages/asl'])
    expect(text).toContain("'node:fs'")
    expect(text).toContain("'setTimeout'")
    expect(code).not.toBe(0)
  })

  it('knip finds dead code and an unlisted dependency', () => {
    const home = house('dead', {
      'package.json': JSON.stringify({ name: 'house', private: true, type: 'module' }),
      'tsconfig.json': '{ "extends": "./tsconfig.base.json" }',
      'index.ts': "import yaml from 'unlisted-package'\n\nimport { used } from './a.ts'\n\nexport default [yaml, used]\n",
      'a.ts': 'export const used = 1\nexport const dead = 2\n',
    })
    const { code, text } = run(home, 'knip', ['--no-progress', '--include', 'exports,unlisted'])
    expect(text).toContain('dead')
    expect(text).toContain('unlisted-package')
    expect(code).not.toBe(0)
  })
})
