// What every entry script needs before Node 24 is there: runs on Node 20 and newer, without dependencies.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const WANTED_NODE = 24

/** Installs what package-lock.json names unless that very lock is installed already. */
export function ensureInstalled() {
  const stamp = join(root, 'node_modules', '.pasos-lock')
  const lock = hash(readFileSync(join(root, 'package-lock.json')))
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  console.error('Installing dependencies …')
  // No package's install script runs: everything we use ships its binaries inside its package. `install` and not `ci`, because `ci` ends
  // when a registry lacks the binary of some other platform, which nobody here needs. The lock file stays as it is.
  run('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(stamp, lock)
}

/** The path of a Node that is new enough: this one, or the one that the lock file installs. */
export function modernNode() {
  if (Number(process.versions.node.split('.')[0]) >= WANTED_NODE) return process.execPath
  const installed = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(installed)) return installed
  console.error(
    `Pasos needs Node ${WANTED_NODE} or newer, this is ${process.versions.node}, and no copy is packaged for ${process.platform}-${process.arch}.`,
  )
  process.exit(1)
}

/** Builds the console unless its sources are those of the last build. */
export function ensureConsole() {
  const folder = join(root, 'packages', 'console')
  const stamp = join(folder, 'dist', '.sources')
  const sources = hashTree([
    join(folder, 'src'),
    join(folder, 'index.html'),
    join(folder, 'vite.config.ts'),
    join(root, 'package-lock.json'),
    join(root, 'scripts', 'supply-chain'),
    ...['asl', 'graph', 'integrations'].map(name => join(root, 'packages', name, 'src')),
  ])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return
  console.error('Building the console …')
  run(modernNode(), [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'error'], { cwd: folder })
  writeFileSync(stamp, sources)
}

/** Runs a command to its end; ends this script with its exit code when it fails. */
export function run(command, args, options = {}) {
  // npm is a script, which Windows starts by a shell only; run by npm, its own file can be started as it is.
  const cli = command === 'npm' && process.platform === 'win32' ? process.env.npm_execpath : undefined
  const [program, all] = cli ? [process.execPath, [cli, ...args]] : [command, args]
  const { status, signal, error } = spawnSync(program, all, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    ...options,
    env: environment(options.env),
  })
  if (error) console.error(`${command}: ${error.message}`)
  if (status !== 0) process.exit(status ?? (signal ? 1 : 127))
}

/** Hands over to a command: its output is ours, signals reach it, its exit code is ours. */
export function become(command, args, extra = {}) {
  const child = spawn(command, args, { cwd: process.cwd(), stdio: 'inherit', env: environment(extra) })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // npm puts a shell between itself and us, which dies of SIGTERM without passing it on: losing it is our signal.
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 200).unref()
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGKILL' ? 137 : 1)))
}

/** What the server runs with, as in the first line of bin/pasos.mjs, which says why. */
export const nodeFlags = ['--max-semi-space-size=12']
export const nodeEnvironment = { MALLOC_ARENA_MAX: '2' }

/** The environment with the wanted Node first on the path, so that whatever starts `node` gets it. */
export function environment(extra = {}) {
  // Windows calls it Path, and knows only one of two that differ in their capitals.
  const name = Object.keys(process.env).find(each => each.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...process.env, [name]: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env[name]}`, ...extra }
}

function hashTree(places) {
  const digest = createHash('sha256')
  const visit = place => {
    if (!existsSync(place)) return
    if (statSync(place).isDirectory()) for (const name of readdirSync(place).sort()) visit(join(place, name))
    else digest.update(place.slice(root.length)).update(readFileSync(place))
  }
  places.forEach(visit)
  return digest.digest('hex')
}

function hash(content) {
  return createHash('sha256').update(content).digest('hex')
}
