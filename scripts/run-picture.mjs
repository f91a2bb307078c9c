// `node scripts/run-picture.mjs`: docs/images/run.svg, an execution in motion for the README. The events are those of a run of the interpreter,
// its graph is what `pasos graph` draws; nothing but the order of the colours is made here.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { simulate } from '@pasos/asl'
import { escaped, pictureOf } from '@pasos/graph/picture'
import { root } from './platform.mjs'

const STEP = 0.7
const REST = 4
const ROW = 19
const PANEL = 400
const COLOURS = {
  idle: ['#ffffff', '#c7d2d0'],
  running: ['#e7f0fd', '#0b5cad'],
  failing: ['#fdf4dc', '#8a6100'],
  done: ['#e9f6ec', '#1f7a3d'],
}
const order = {
  StartAt: 'Charge',
  States: {
    Charge: {
      Type: 'Task',
      Resource: 'arn:aws:lambda:us-east-1:123456789012:function:charge',
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 2 }],
      Catch: [{ ErrorEquals: ['Declined'], Next: 'Tell' }],
      Next: 'A week',
    },
    'A week': { Type: 'Wait', Seconds: 604_800, Next: 'Returned?' },
    'Returned?': { Type: 'Choice', Choices: [{ Variable: '$.returned', BooleanEquals: true, Next: 'Tell' }], Default: 'Settle' },
    Settle: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:settle', End: true },
    Tell: { Type: 'Fail', Error: 'NotSold' },
  },
}

let calls = 0
const { history } = simulate(order, { answer: () => (calls++ === 0 ? { error: 'Busy' } : { output: { returned: false } }) })
const shown = history.filter(({ type }) => !/(Scheduled|Started)$/.test(type) || type === 'ExecutionStarted')
const seconds = shown.length * STEP + REST

/** When each state takes which colour, by the events: where it is after all of them it stays. */
function changesOf(name) {
  const changes = []
  let inside = false
  for (const [index, { type, ...event }] of shown.entries()) {
    const details = event.stateEnteredEventDetails ?? event.stateExitedEventDetails
    if (details?.name === name) {
      inside = type.endsWith('Entered')
      changes.push([index, inside ? 'running' : 'done'])
    } else if (inside && type.endsWith('Failed')) changes.push([index, 'failing'])
  }
  return changes
}

function keyframes(id, changes) {
  const at = index => ((index * STEP) / seconds) * 100
  const frames = [[0, 'idle'], ...changes.map(([index, colour]) => [at(index), colour])]
  const rows = frames.map(([from, colour], index) => {
    const until = frames[index + 1]?.[0] ?? 100
    const [fill, stroke] = COLOURS[colour]
    return `${from.toFixed(2)}%,${Math.max(from, until - 0.01).toFixed(2)}%{fill:${fill};stroke:${stroke}}`
  })
  return `@keyframes ${id}{${rows.join('')}}`
}

const clock = time => new Date(time).toISOString().slice(5, 19).replace('T', ' ')
const { svg, width, height } = pictureOf(JSON.stringify(order))
const rules = []
let drawn = svg
for (const [index, name] of Object.keys(order.States).entries()) {
  const changes = changesOf(name)
  const [fill, stroke] = COLOURS[changes.at(-1)?.[1] ?? 'idle']
  const box = new RegExp(`(<title>${name.replace('?', '\\?')}</title><rect [^>]*?)fill="[^"]*" stroke="[^"]*"`)
  drawn = drawn.replace(box, `$1class="s${index}" fill="${fill}" stroke="${stroke}"`)
  if (changes.length > 0) rules.push(keyframes(`s${index}`, changes), `.s${index}{animation:s${index} ${seconds}s infinite}`)
}
const left = Math.ceil(width) + 30
const lines = shown.map(({ type, timestamp, ...event }, index) => {
  const name = (event.stateEnteredEventDetails ?? event.stateExitedEventDetails)?.name
  const text = [type, name ?? event.lambdaFunctionFailedEventDetails?.error].filter(Boolean).join('  ')
  const from = ((index * STEP) / seconds) * 100
  rules.push(`@keyframes e${index}{0%,${Math.max(0, from - 0.01).toFixed(2)}%{opacity:0}${from.toFixed(2)}%,100%{opacity:1}}`)
  rules.push(`.e${index}{animation:e${index} ${seconds}s infinite}`)
  return `<text class="e${index}" x="${left}" y="${30 + index * ROW}">${clock(timestamp)}  ${escaped(text)}</text>`
})
const [full, tall] = [left + PANEL, Math.max(Math.ceil(height) + 40, 40 + shown.length * ROW)]
const style = `${rules.join('\n')}\n@media (prefers-reduced-motion:reduce){*{animation:none!important}}`
const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="${full}" height="${tall}" viewBox="0 0 ${full} ${tall}" role="img" aria-label="An execution: a task fails and is tried again, a week passes, the run succeeds">
<style>${style}</style>
<rect width="${full}" height="${tall}" fill="#ffffff"/>
${drawn}
<g font-family="ui-monospace, monospace" font-size="12" fill="#16242a" xml:space="preserve">
${lines.join('\n')}
</g>
</svg>
`
writeFileSync(join(root, 'docs', 'images', 'run.svg'), picture)
