// `npm run check`: the one door. Format, lint, types, dead code, layering, unit tests; CI runs exactly this, then the end-to-end tests.
// Two at a time, as the smallest machine has two cores: the tests, which wait now and then, and what they say is shown at once; beside them
// everything else, one after the other, and what each says is shown when it has ended.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, environment, modernNode, root } from './platform.mjs'

ensureInstalled()
const bin = name => join(root, 'node_modules', '.bin', name)
// What was checked before is not checked again unless it has changed, or what it imports. By one thread, as two steps run at a time: four would
// each find out anew what their files share, which took half as much again.
const types = name => {
  const kept = join(root, 'node_modules', '.cache', 'types', `${name.replaceAll('/', '-')}.json`)
  return {
    title: `types: ${name}`,
    command: bin('tsc'),
    args: ['-p', name, '--singleThreaded', '--incremental', '--tsBuildInfoFile', kept],
  }
}

/** The longest first: beside the tests what takes the time that they leave. What Node runs is one program, the end-to-end tests too; what a browser runs has other globals. */
const steps = [
  { title: 'unit, property and conformance tests', command: modernNode(), args: [bin('vitest'), 'run'], isShownAtOnce: true },
  { title: 'format and lint (Biome)', command: bin('biome'), args: ['ci', '--colors=off', '.'] },
  types('tsconfig.node.json'),
  { title: 'dead code and unlisted dependencies (knip)', command: modernNode(), args: [bin('knip')] },
  types('packages/console'),
  types('e2e'),
  types('packages/graph'),
  types('packages/asl'),
  { title: 'file sizes and licences', command: modernNode(), args: [join(root, 'scripts', 'house-rules.mjs')] },
]
const running = new Set()
process.on('exit', () => running.forEach(child => void child.kill()))

// All that is wrong is told at once: who mends it one by one would wait a minute for each.
const red = []
await Promise.all([work(), work()])
if (red.length > 0) {
  console.error(`\nred: ${red.join(', ')}`)
  process.exit(1)
}

async function work() {
  for (let step = steps.shift(); step; step = steps.shift()) {
    if (step.isShownAtOnce) console.error(`\n▸ ${step.title}`)
    const { said, status } = await ended(step)
    if (!step.isShownAtOnce) console.error(`\n▸ ${step.title}\n${said}`.trimEnd())
    if (status !== 0) red.push(step.title)
  }
}

function ended({ command, args, isShownAtOnce }) {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: isShownAtOnce ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe'],
      env: environment(),
    })
    running.add(child)
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (said += chunk))
    child.on('error', error => resolve({ said: error.message, status: 127 }))
    child.on('close', status => {
      running.delete(child)
      resolve({ said, status })
    })
  })
}
