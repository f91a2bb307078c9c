import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, type WatchListener, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type FolderWatch, type WatchOptions, watchFolder } from './watch-folder.ts'

let folder: string
let told: string[]
const open: FolderWatch[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-watch-'))
  told = []
})
afterEach(() => {
  vi.useRealTimers()
  for (const each of open.splice(0)) each.close()
  rmSync(folder, { recursive: true, force: true })
})

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
const at = (...names: string[]) => join(folder, ...names)

function watching(options: Partial<WatchOptions> = {}, root = folder): void {
  const changed = (paths: string[]) => told.push(...paths)
  const failed = (error: Error) => told.push(error.message)
  open.push(watchFolder(root, { isForeign: name => name === 'foreign', changed, failed, ...options }))
}

async function untilTold(path: string): Promise<void> {
  await expect.poll(() => told, { interval: 10 }).toContain(path)
  told.length = 0
}

/** Until what has happened so far would have been told: what comes after it is. */
async function untilAllIsTold(last: string): Promise<void> {
  writeFileSync(last, 'last')
  await expect.poll(() => told, { interval: 10 }).toContain(last)
  told.splice(told.indexOf(last), 1)
}

it('tells of a file that is replaced by another of the same age, as editors and tools do', async () => {
  writeFileSync(at('a'), '1')
  utimesSync(at('a'), 1_000, 1_000)
  watching()
  writeFileSync(at('.a.swp'), '2')
  utimesSync(at('.a.swp'), 1_000, 1_000)
  renameSync(at('.a.swp'), at('a'))
  await untilTold(at('a'))
})

it('tells nothing of a file that came and went, as one does that another is replaced by', async () => {
  writeFileSync(at('a'), '1')
  watching()
  writeFileSync(at('a.tmp'), '2')
  renameSync(at('a.tmp'), at('a'))
  writeFileSync(at('b'), '')
  rmSync(at('b'))
  await untilAllIsTold(at('last'))
  expect(told).toEqual([at('a')])
  rmSync(at('a'))
  await expect.poll(() => told).toEqual([at('a'), at('a')])
})

it('tells of what happens in a folder that came later, however deep', async () => {
  watching()
  mkdirSync(at('b', 'c', 'd'), { recursive: true })
  await untilTold(at('b'))
  writeFileSync(at('b', 'c', 'd', 'file'), '1')
  await untilTold(at('b', 'c', 'd', 'file'))
})

it('tells of what happens in a folder that is made anew at once under the same name', async () => {
  mkdirSync(at('b', 'c'), { recursive: true })
  watching()
  rmSync(at('b'), { recursive: true })
  mkdirSync(at('b', 'c'), { recursive: true })
  await untilTold(at('b'))
  writeFileSync(at('b', 'c', 'file'), '1')
  await untilTold(at('b', 'c', 'file'))
})

it('tells of a folder by the name that it has now', async () => {
  mkdirSync(at('b'))
  watching()
  renameSync(at('b'), at('c'))
  await untilTold(at('c'))
  writeFileSync(at('c', 'file'), '1')
  await untilTold(at('c', 'file'))
})

it('finds the watched folder itself again after it has gone', async () => {
  mkdirSync(at('root', 'b'), { recursive: true })
  watching({}, at('root'))
  rmSync(at('root'), { recursive: true })
  await untilTold(at('root'))
  mkdirSync(at('root', 'b'), { recursive: true })
  await untilTold(at('root'))
  writeFileSync(at('root', 'b', 'file'), '1')
  await untilTold(at('root', 'b', 'file'))
})

it('tells of a change while another file is written without a pause', () => {
  for (const name of ['a', 'log']) writeFileSync(at(name), '')
  vi.useFakeTimers()
  let seen: WatchListener<string> = () => undefined
  const fake = ((_: string, listener: typeof seen) => {
    seen = listener
    return { on: () => undefined, close: () => undefined }
  }) as unknown as typeof watch
  watching({ watch: fake })
  seen('change', 'a')
  for (let ms = 0; ms < 300; ms += 10) {
    seen('change', 'log')
    vi.advanceTimersByTime(10)
  }
  expect(told).toEqual([at('a'), at('log')])
})

it('tells of nothing in foreign folders, and of files alone where it is to be flat', async () => {
  mkdirSync(at('foreign'))
  mkdirSync(at('deep'))
  watching({ isFlat: true })
  writeFileSync(at('foreign', 'x'), '1')
  writeFileSync(at('deep', 'x'), '1')
  writeFileSync(at('a'), '1')
  await untilAllIsTold(at('last'))
  expect(told).toEqual([at('a')])
})

it('says once that no more folders can be watched on this machine', () => {
  for (const name of ['b', 'c']) mkdirSync(at(name))
  const limited = ((path: string, ...rest: [never]) => {
    if (path !== folder) throw Object.assign(new Error(`ENOSPC: no more watchers, watch '${path}'`), { code: 'ENOSPC' })
    return watch(path, ...rest)
  }) as typeof watch
  watching({ watch: limited })
  expect(told).toEqual([`ENOSPC: no more watchers, watch '${at('b')}'`])
})

it('tells of what links lead to, by their paths, however often that is replaced, gone and back', async () => {
  for (const name of ['root', 'elsewhere/lib/deep']) mkdirSync(at(name), { recursive: true })
  writeFileSync(at('elsewhere', 'file'), '1')
  symlinkSync(at('elsewhere', 'lib'), at('root', 'lib'))
  symlinkSync(at('elsewhere', 'file'), at('root', 'file'))
  watching({}, at('root'))
  writeFileSync(at('elsewhere', 'lib', 'deep', 'x'), '1')
  await untilTold(at('root', 'lib', 'deep', 'x'))
  for (const text of ['2', '3']) {
    writeFileSync(at('elsewhere', 'new'), text)
    renameSync(at('elsewhere', 'new'), at('elsewhere', 'file'))
    await untilTold(at('root', 'file'))
    writeFileSync(at('elsewhere', 'file'), text)
    await untilTold(at('root', 'file'))
  }
  rmSync(at('elsewhere', 'lib'), { recursive: true })
  await untilTold(at('root', 'lib'))
  mkdirSync(at('elsewhere', 'lib'))
  await untilTold(at('root', 'lib'))
  writeFileSync(at('elsewhere', 'lib', 'y'), '1')
  await untilTold(at('root', 'lib', 'y'))
  await untilAllIsTold(at('root', 'last'))
  told.length = 0
  writeFileSync(at('elsewhere', 'nobodys'), '1')
  await untilAllIsTold(at('root', 'last'))
  expect(told).toEqual([])
})

it('tells of what a link leads to now', async () => {
  for (const name of ['root', 'one', 'two']) mkdirSync(at(name))
  for (const name of ['one', 'two']) writeFileSync(at(name, 'file'), '1')
  symlinkSync(at('one', 'file'), at('root', 'file'))
  watching({}, at('root'))
  rmSync(at('root', 'file'))
  symlinkSync(at('two', 'file'), at('root', 'file'))
  await untilTold(at('root', 'file'))
  writeFileSync(at('two', 'file'), '2')
  await untilTold(at('root', 'file'))
})

it('tells nothing of a folder that came and went, though there was one of its name', async () => {
  mkdirSync(at('b'))
  watching()
  rmSync(at('b'), { recursive: true })
  await untilTold(at('b'))
  mkdirSync(at('b'))
  rmSync(at('b'), { recursive: true })
  await untilAllIsTold(at('last'))
  expect(told).toEqual([])
})

it('tells nothing of the whole where a folder in it went as it was found', async () => {
  mkdirSync(at('b'))
  const gone = ((path: string, ...rest: [never]) => {
    if (path !== folder) throw Object.assign(new Error('gone'), { code: 'ENOENT' })
    return watch(path, ...rest)
  }) as typeof watch
  watching({ watch: gone })
  await pause(350)
  expect(told).toEqual([])
})
