// `npm run image-steps`: what deploy/Dockerfile does, without an engine for containers: its build in a clean copy of what is tracked, its
// entry point as another user who owns nothing but the data, its health check, and a clean end. Needs root, for the other user.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { modernNode, root } from './platform.mjs'

const NOBODY = 65_534
const READY_MS = 60_000

const stages = readFileSync(join(root, 'deploy', 'Dockerfile'), 'utf8')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, ' ')
  .split(/^FROM .*$/m)
  .slice(1)
const linesOf = (stage, word) => [...stage.matchAll(new RegExp(`^\\s*${word} (.*)$`, 'gm'))].map(([, rest]) => rest)

if (process.getuid?.() !== 0) {
  console.error('This needs root: the server is to run as another user.')
  process.exit(2)
}
const work = mkdtempSync(join(tmpdir(), 'pasos-image-'))
try {
  chmodSync(work, 0o755)
  const image = join(work, 'pasos')
  copyContext(image)
  for (const command of linesOf(stages[0], 'RUN')) build(command, image)
  await serve(image, data => chownSync(data, NOBODY, NOBODY))
  // As Kubernetes mounts volumes: root's, and writable for a group.
  await serve(image, data => {
    chownSync(data, 0, NOBODY)
    chmodSync(data, 0o2777)
  })
  console.error('The image’s steps work.')
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** COPY: what is tracked, as a clone has it. */
function copyContext(image) {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean)
  for (const file of files) {
    mkdirSync(dirname(join(image, file)), { recursive: true })
    cpSync(join(root, file), join(image, file))
  }
}

function build(command, image) {
  console.error(`RUN ${command}`)
  const environment = { ...process.env, HOME: work, PATH: `${dirname(modernNode())}:${process.env.PATH}` }
  const { status } = spawnSync('sh', ['-c', command], { cwd: image, stdio: ['ignore', 2, 2], env: environment })
  if (status !== 0) throw new Error(`the step ended with ${status}`)
}

/** USER, ENTRYPOINT and HEALTHCHECK; on loopback and a free port, with the volume in a folder of its own. */
async function serve(image, give) {
  const data = mkdtempSync(join(work, 'data-'))
  give(data)
  const [, ...entry] = JSON.parse(linesOf(stages[1], 'ENTRYPOINT')[0])
  const args = entry.map(word => ({ '0.0.0.0': '127.0.0.1', '/data': data })[word] ?? word)
  const user = { uid: NOBODY, gid: NOBODY, env: { PATH: process.env.PATH, NODE_ENV: 'production', HOME: '/nonexistent' } }
  const server = spawn(modernNode(), [...args, '--port', '0', '--auth', 'verify'], { cwd: image, ...user })
  let said = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', chunk => (said += chunk))
  const ended = once(server, 'exit')
  try {
    const port = await readyPort(() => said, server)
    const health = linesOf(stages[1], 'HEALTHCHECK')[0]
    const [, ...probe] = JSON.parse(health.slice(health.indexOf('[')))
    const probed = spawnSync(
      modernNode(),
      probe.map(word => word.replaceAll('8083', port)),
      { ...user, cwd: image, encoding: 'utf8' },
    )
    if (probed.status !== 0) throw new Error(`the health check ended with ${probed.status}: ${probed.stderr}`)
    const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'text/html' } })
    if (!(await page.text()).includes('<div id="root"')) throw new Error('the console is not in the image')
    server.kill('SIGTERM')
    const [code] = await ended
    if (code !== 0) throw new Error(`the server ended with ${code}: ${said}`)
  } finally {
    server.kill('SIGKILL')
  }
}

async function readyPort(said, server) {
  const late = Date.now() + READY_MS
  while (Date.now() < late && server.exitCode === null) {
    const port = /is ready: http:\/\/127\.0\.0\.1:(\d+)/.exec(said())?.[1]
    if (port) return port
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`the server is not ready: ${said()}`)
}
