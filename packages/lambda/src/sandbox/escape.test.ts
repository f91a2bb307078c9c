import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { FunctionSpec } from '../function-spec.ts'
import { createFunctionHost } from '../pool/function-host.ts'
import { bubblewrapDriver, findBubblewrap, worksHere } from './bubblewrap-driver.ts'

// What a function that means harm tries. Nothing of it may work, whichever language it is written in.

const node = `
const fs = require('fs')
const { spawn, spawnSync } = require('child_process')
const attempt = act => { try { return act() ?? 'done' } catch (error) { return error.code ?? error.message } }
exports.handler = async ({ secret, server }) => ({
  secret: attempt(() => fs.readFileSync(secret, 'utf8')),
  server: attempt(() => process.kill(server, 0)),
  environments: fs.readdirSync('/proc').filter(name => /^\\d+$/.test(name)).some(pid => String(attempt(() => fs.readFileSync('/proc/' + pid + '/environ', 'utf8'))).includes('canary')),
  kernel: attempt(() => fs.writeFileSync('/proc/sys/kernel/core_pattern', '|/bin/true')),
  code: attempt(() => fs.writeFileSync('/var/task/main.js', '')),
  system: attempt(() => fs.writeFileSync('/usr/bin/evil', '')),
  outside: attempt(() => fs.writeFileSync('/evil', '')),
  disk: attempt(() => { const file = fs.openSync('/tmp/full', 'w'); for (let n = 0; n < 64; n++) fs.writeSync(file, Buffer.alloc(1e6)) }),
  memory: attempt(() => fs.writeFileSync('/dev/shm/full', Buffer.alloc(1e8))),
  namespace: spawnSync('unshare', ['--user', 'true']).status !== 0,
  mount: spawnSync('mount', ['-t', 'tmpfs', 'none', '/tmp']).status !== 0,
})
exports.rights = async () => fs.readFileSync('/proc/self/status', 'utf8').match(/^(Cap\\w+|NoNewPrivs|Seccomp|Uid):.*/gm)
exports.limits = async () => fs.readFileSync('/proc/self/limits', 'utf8').match(/^Max (processes|open files) +\\d+ +\\d+/gm).map(line => line.replace(/ +/g, ' '))
exports.layered = async () => [require('from-one'), require('from-two'), fs.readFileSync('/opt/shared/which', 'utf8'), fs.readdirSync('/opt/shared').sort(), process.env.NODE_PATH]
exports.leaves = async ({ marker }) => { spawn('sh', ['-c', 'sleep 300 # ' + marker], { detached: true, stdio: 'ignore' }).unref(); return 'left' }
exports.swells = async () => {
  const child = spawn(process.execPath, ['-e', 'const kept = []; for (let n = 0; n < 40; n++) kept.push(Buffer.alloc(1e7, 1)); setTimeout(() => {}, 60000)'])
  await new Promise(resolve => child.on('exit', resolve))
}
`
const python = `
import ctypes, os
def attempt(act):
    try:
        act()
        return "done"
    except OSError as error:
        return error.errno
def handler(event, context):
    libc = ctypes.CDLL(None, use_errno=True)
    def call(number, *rest):
        return ctypes.get_errno() if libc.syscall(number, *rest) < 0 else "done"
    return {
        "secret": attempt(lambda: open(event["secret"]).read()),
        "server": attempt(lambda: os.kill(event["server"], 0)),
        "kernel": attempt(lambda: open("/proc/sys/kernel/core_pattern", "w")),
        "trace": libc.ptrace(0, 0, 0, 0),
        "root": attempt(lambda: os.setuid(0)),
    }
`
/** A custom runtime in bash alone: it answers one invocation with what it could do. */
const custom = `#!/bin/bash
host=\${AWS_LAMBDA_RUNTIME_API%:*}; port=\${AWS_LAMBDA_RUNTIME_API#*:}
while true; do
  exec 3<>/dev/tcp/$host/$port
  printf 'GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nHost: %s\\r\\nConnection: close\\r\\n\\r\\n' "$AWS_LAMBDA_RUNTIME_API" >&3
  id=; while IFS= read -r line <&3; do line=\${line%$'\\r'}; [ -z "$line" ] && break
    case "\${line,,}" in lambda-runtime-aws-request-id:*) id=\${line#*: };; esac
  done
  event=$(cat <&3); secret=$(sed 's/.*"secret":"\\([^"]*\\)".*/\\1/' <<< "$event")
  answer="[$(cat "$secret" >/dev/null 2>&1 && echo true || echo false),$( (echo x > /proc/sys/kernel/core_pattern) 2>/dev/null && echo true || echo false),$( (echo x > /var/task/y) 2>/dev/null && echo true || echo false),$(id -u)]"
  exec 3<>/dev/tcp/$host/$port
  printf 'POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\\r\\nHost: %s\\r\\nConnection: close\\r\\nContent-Length: %d\\r\\n\\r\\n%s' "$id" "$AWS_LAMBDA_RUNTIME_API" \${#answer} "$answer" >&3
  cat <&3 >/dev/null
done
`

const program = findBubblewrap()
/** As a server that is root starts functions, and as everybody else does. */
const variants = program ? [true, false].filter(isRoot => (!isRoot || process.getuid?.() === 0) && worksHere(program, isRoot)) : []
if (variants.length === 0) console.warn('The escape suite is skipped: bubblewrap is not installed, or may not make namespaces here.')
process.env['SERVER_SECRET'] = 'canary'

const folder = mkdtempSync(join(process.env['HOME'] ?? tmpdir(), '.pasos-escape-'))
const code = join(folder, 'code')
const secret = join(folder, 'journal.db')
mkdirSync(code)
writeFileSync(secret, 'everything')
writeFileSync(join(code, 'main.js'), node)
writeFileSync(join(code, 'main.py'), python)
writeFileSync(join(code, 'bootstrap'), custom, { mode: 0o755 })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(variants)('in bubblewrap, started by root: %s', isRoot => {
  const host = createFunctionHost({
    sink: { append: () => undefined },
    temporaryRoot: join(folder, `run-${isRoot}`),
    driver: bubblewrapDriver(program!, isRoot),
  })
  afterAll(() => host.close())

  async function run(runtime: string, handler: string, payload: object = {}, layerDirectories: string[] = []) {
    const spec: FunctionSpec = {
      revision: `${runtime} ${handler}`,
      functionName: 'evil',
      version: '$LATEST',
      ...{ runtime, runtimeVersionArn: 'arn', handler },
      codeDirectory: code,
      layerDirectories,
      ...{ memorySizeMb: 256, ephemeralStorageMb: 16, timeoutSeconds: 20 },
      environment: {},
      platformEnvironment: () => ({}),
      ...{ region: 'us-east-1', logGroup: 'group', logGroupName: '/aws/lambda/evil', logFormat: 'Text' },
    }
    const end = await host.invoke(spec, { requestId: 'r', invokedFunctionArn: 'arn', payload: JSON.stringify(payload) })
    return JSON.parse(end.payload)
  }

  test('a Node function reaches neither the server nor the machine, and cannot fill the disk', async () => {
    expect(await run('nodejs24.x', 'main.handler', { secret, server: process.pid })).toEqual({
      secret: 'ENOENT',
      server: 'ESRCH',
      environments: false,
      kernel: 'EROFS',
      code: 'EROFS',
      system: 'EROFS',
      outside: 'EROFS',
      disk: 'ENOSPC',
      memory: 'ENOSPC',
      namespace: true,
      mount: true,
    })
  })

  test('it has no capability, cannot get any, and is somebody else than a server that is root', async () => {
    const rights: string[] = await run('nodejs24.x', 'main.rights')
    const user = isRoot ? '20000' : '1000'
    expect(rights.map(line => line.replaceAll('\t', ' '))).toEqual([
      expect.stringContaining(`Uid: ${user}`),
      ...['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map(name => `${name}: 0000000000000000`),
      'NoNewPrivs: 1',
      'Seccomp: 2',
    ])
  })

  test('layers are joined at /opt in their order, and read-only', async () => {
    const layers = ['one', 'two'].map(name => {
      const layer = join(folder, `layer-${name}-${isRoot}`)
      mkdirSync(join(layer, 'nodejs', 'node_modules', `from-${name}`), { recursive: true })
      writeFileSync(join(layer, 'nodejs', 'node_modules', `from-${name}`, 'index.js'), `module.exports = '${name}'`)
      mkdirSync(join(layer, 'shared'))
      writeFileSync(join(layer, 'shared', 'which'), name)
      writeFileSync(join(layer, 'shared', name), name)
      return layer
    })
    const found = await run('nodejs24.x', 'main.layered', {}, layers)
    const path = '/opt/nodejs/node24/node_modules:/opt/nodejs/node_modules:/var/task/node_modules'
    expect(found).toEqual(['one', 'two', 'two', ['one', 'two', 'which'], path])
  })

  test('processes and open files are counted', async () => {
    expect(await run('nodejs24.x', 'main.limits')).toEqual(['Max processes 1024 1024', 'Max open files 1024 1024'])
  })

  test('a child of a session of its own does not outlive the function', async () => {
    const marker = `left-behind-${isRoot}-${process.pid}`
    expect(await run('nodejs24.x', 'main.leaves', { marker })).toBe('left')
    host.retire('nodejs24.x main.leaves')
    const alive = () =>
      readdirSync('/proc').filter(name => {
        try {
          return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(marker)
        } catch {
          return false
        }
      })
    await expect.poll(alive).toEqual([])
  })

  test("a child's memory is the function's memory", async () => {
    expect((await run('nodejs24.x', 'main.swells')).errorType).toBe('Runtime.OutOfMemory')
  })

  test('a Python function reaches nothing either, and cannot trace or become root', async () => {
    // ENOENT, ESRCH, EROFS, and a call that the filter refuses.
    const found = await run('python3.12', 'main.handler', { secret, server: process.pid })
    expect(found).toEqual({ secret: 2, server: 3, kernel: 30, trace: -1, root: expect.any(Number) })
  })

  test('a custom runtime reaches nothing either', async () => {
    const [read, kernel, wrote, user] = await run('provided.al2023', 'any', { secret })
    expect([read, kernel, wrote]).toEqual([false, false, false])
    expect(user).not.toBe(0)
  })
})
