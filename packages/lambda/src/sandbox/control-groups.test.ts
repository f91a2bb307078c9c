import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findGroups, type GroupPlaces, inGroups, openFunctionGroups } from './control-groups.ts'
import { processDriver } from './process-driver.ts'

// A folder made up like the kernel's: its files take what is written to them, and keep no limit.
let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pasos-cgroup-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const service = '/system.slice/pasos.service'
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8')

/** A machine whose service manager gives the group `delegated` away, and a process that is in the group `own`. */
function machine({ own = service, delegated = service, controllers = 'cpu memory pids' } = {}): GroupPlaces {
  writeFileSync(join(root, 'cgroup.controllers'), controllers)
  const base = join(root, delegated)
  mkdirSync(join(root, own), { recursive: true })
  mkdirSync(base, { recursive: true })
  writeFileSync(join(base, 'cgroup.controllers'), controllers)
  for (const name of ['cgroup.procs', 'cgroup.subtree_control']) writeFileSync(join(base, name), '')
  const self = join(root, 'self')
  writeFileSync(self, `0::${own}\n`)
  return { root, self, pid: 4711 }
}

describe('control groups are looked for', () => {
  it('and found where a service manager has given the server one, at its top or in its part for the server', () => {
    expect(findGroups(machine())).toEqual({ state: 'delegated', base: join(root, service), isInside: false })
    expect(findGroups(machine({ own: `${service}/server` }))).toEqual({ state: 'delegated', base: join(root, service), isInside: true })
  })

  it('and not found with the first version alone, in a login session, without a controller, with others in it, or where they are not ours to write', () => {
    const places = machine()
    writeFileSync(places.self, '4:memory:/user\n1:name=systemd:/\n')
    expect(findGroups(places)).toEqual({ state: 'absent' })
    expect(findGroups({ ...places, self: join(root, 'nothing') })).toEqual({ state: 'absent' })
    const session = '/user.slice/session-1.scope'
    expect(findGroups(machine({ own: session, delegated: session }))).toEqual({ state: 'kept' })
    expect(findGroups(machine({ controllers: 'cpu pids' }))).toEqual({ state: 'kept' })
    const terminal = machine()
    writeFileSync(join(root, service, 'cgroup.procs'), '4711\n')
    expect(findGroups(terminal).state).toBe('delegated')
    writeFileSync(join(root, service, 'cgroup.procs'), '99\n4711\n')
    expect(findGroups(terminal)).toEqual({ state: 'kept' })
    const bare = machine()
    rmSync(join(root, service, 'cgroup.subtree_control'))
    expect(findGroups(bare)).toEqual({ state: 'kept' })
    expect(openFunctionGroups(bare)).toBeUndefined()
  })
})

describe('a function in a group', () => {
  it('is divided off from the server, which has moved into a part of its own', () => {
    openFunctionGroups(machine())
    expect(read(service, 'server', 'cgroup.procs')).toBe('4711')
    expect([read(service, 'cgroup.subtree_control'), read(service, 'functions', 'cgroup.subtree_control')]).toEqual([
      '+memory +pids +cpu',
      '+memory +pids +cpu',
    ])
    expect(read(service, 'functions', 'cpu.weight')).toBe('50')
  })

  it('has its memory, its temporary files and its processes bounded, enters before it runs, and leaves nobody behind', async () => {
    const groups = openFunctionGroups(machine({ own: `${service}/server` }))!
    expect(readdirSync(join(root, service))).not.toContain('server/cgroup.procs')
    const driver = inGroups(processDriver(), groups)
    const child = driver.launch({
      ...{
        command: '/bin/sh',
        args: ['-c', 'echo $$'],
        environment: {},
        codeDirectory: root,
        layerDirectories: [],
        runtimeDirectories: [],
      },
      ...{ temporaryDirectory: root, memoryBytes: 256 * 1024 * 1024, temporaryBytes: 1024 * 1024 },
    })
    const said: string[] = []
    child.stdout!.on('data', chunk => said.push(String(chunk)))
    await once(child, 'close')
    const [group = ''] = readdirSync(join(root, service, 'functions')).filter(name => /^4711-/.test(name))
    const of = (name: string) => read(service, 'functions', group, name)
    expect([of('memory.max'), of('memory.oom.group'), of('pids.max')]).toEqual([String((256 + 1 + 128) * 1024 * 1024), '1', '1024'])
    // The same process: it went in and became the function.
    expect(of('cgroup.procs')).toBe(said.join(''))
    expect(of('cgroup.kill')).toBe('1')
  })

  it('does not run where it cannot enter', async () => {
    const groups = openFunctionGroups(machine())!
    const driver = inGroups(processDriver(), {
      make: limits => {
        const { before, end } = groups.make(limits)
        return { before: [...before.slice(0, -1), join(root, 'nowhere', 'cgroup.procs')], end }
      },
    })
    const child = driver.launch({
      ...{
        command: '/bin/sh',
        args: ['-c', 'echo ran'],
        environment: {},
        codeDirectory: root,
        layerDirectories: [],
        runtimeDirectories: [],
      },
      ...{ temporaryDirectory: root, temporaryBytes: 0 },
    })
    const said: string[] = []
    child.stdout!.on('data', chunk => said.push(String(chunk)))
    const [code] = await once(child, 'close')
    expect([code === 0, said]).toEqual([false, []])
  })

  it('that a former server left is ended when the next one begins', () => {
    const places = machine()
    mkdirSync(join(root, service, 'functions', '12-3'), { recursive: true })
    openFunctionGroups(places)
    expect(read(service, 'functions', '12-3', 'cgroup.kill')).toBe('1')
  })
})
