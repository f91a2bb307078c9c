import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { openStand } from './cluster/stand.ts'

/**
 * `node proof/stand.ts [--nodes N] [--port P] [--kill-after SECONDS,SECONDS…] [--start="ARGUMENTS"] -- COMMAND…`: runs a command against nodes behind
 * one port, and kills the home at each of these times. `{url}` in the command, and AWS_ENDPOINT_URL for it, is where they are.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    nodes: { type: 'string', default: '2' },
    port: { type: 'string', default: '0' },
    'kill-after': { type: 'string', default: '' },
    start: { type: 'string', default: '--no-example --sandbox process' },
  },
})
const args = values.start.split(' ').filter(Boolean)
const stand = await openStand({ nodes: Number(values.nodes), port: Number(values.port), args })
const began = Date.now()
const tell = (line: string): void => console.error(`[${((Date.now() - began) / 1000).toFixed(1)} s] ${line}`)
tell(`${values.nodes} nodes behind ${stand.url}`)
let isOver = false
const killed = values['kill-after']
  .split(',')
  .filter(Boolean)
  .map(async after => {
    await new Promise(resolve => setTimeout(resolve, Number(after) * 1000).unref())
    if (isOver) return
    tell('the home is killed')
    await stand.killNode('home')
    tell('and is there again, as one of the nodes')
  })
const [command, ...rest] = positionals.map(each => each.replaceAll('{url}', stand.url))
const child = spawn(command!, rest, { stdio: 'inherit', env: { ...process.env, AWS_ENDPOINT_URL: stand.url, PASOS_ENDPOINT: stand.url } })
const [code] = (await once(child, 'exit')) as [number | null]
isOver = true
tell(`the command ended with ${code}`)
await Promise.race([Promise.all(killed), new Promise(resolve => setTimeout(resolve, 100))])
for (const line of stand.output().split('\n')) if (/"level":"?(error|warn|50|40)|defect|fatal|failed/i.test(line)) console.error(line)
await stand.close()
process.exit(code ?? 1)
