import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { linearizabilityMode } from './linearizability/linearizability-mode.ts'
import { plantedMode } from './planted/planted-mode.ts'
import { plantedClusterMode, plantedServicesMode } from './planted/planted-server.ts'
import { cellsMode } from './simulation/cells/cells-mode.ts'
import { simulationMode } from './simulation/simulation-mode.ts'
import { terraformMode } from './terraform/terraform-mode.ts'
import { clockMode } from './torture/clock-mode.ts'
import { chosenFaults, clusterMode } from './torture/cluster-mode.ts'
import { consoleMode } from './torture/console-mode.ts'
import { crashPointsMode } from './torture/crash-points-mode.ts'
import { faultsMode } from './torture/faults-mode.ts'
import { killMode } from './torture/kill-mode.ts'
import { patroniMode } from './torture/patroni/patroni-mode.ts'
import { powerMode } from './torture/power-mode.ts'
import { servicesMode } from './torture/services-mode.ts'
import { soakMode } from './torture/soak-mode.ts'

const RESULTS = fileURLToPath(new URL('./results/', import.meta.url))

const { values } = parseArgs({
  options: {
    mode: { type: 'string', default: 'kill' },
    rounds: { type: 'string' },
    executions: { type: 'string', default: '200' },
    seeds: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
    minutes: { type: 'string' },
    scenarios: { type: 'string' },
    /** Of the configurations of Terraform, or of the bugs planted in servers: parts of their names, with commas between them. */
    only: { type: 'string' },
    iam: { type: 'string' },
    json: { type: 'boolean', default: false },
    /** Of the cells. */
    nodes: { type: 'string', default: '10000' },
    /** Of the cluster mode: those that strike, by turns. */
    faults: { type: 'string' },
    /** Of the cluster mode: the `pasos` of another version, for every second node. */
    beside: { type: 'string' },
  },
})

const tell = (line: string): void => console.error(line)
const seed = Number(values.seed)
const only = values.only?.split(',')
const rounds = (otherwise: number): number => Number(values.rounds ?? otherwise)

/** Each mode answers what it did and found; `ok` says whether every promise held. */
const modes: Record<string, () => Promise<Record<string, unknown>>> = {
  kill: () => killMode({ kills: rounds(100), seed, executions: Number(values.executions), minutes: Number(values.minutes ?? 60), tell }),
  cluster: () =>
    clusterMode({
      ...{ rounds: rounds(36), seed, executions: Number(values.executions), tell, beside: values.beside },
      faults: chosenFaults(values.faults),
    }),
  patroni: () => patroniMode({ rounds: rounds(8), seed, executions: Number(values.executions), tell }),
  linearizability: () => linearizabilityMode({ rounds: rounds(12), seed, tell }),
  'crash-points': () => crashPointsMode({ points: rounds(60), tell }),
  faults: () => faultsMode({ points: rounds(40), tell }),
  clock: () => clockMode({ tell }),
  power: () => powerMode({ images: rounds(200), seed, tell }),
  simulate: () => simulationMode({ first: seed, seeds: Number(values.seeds) }),
  'simulate-cluster': () => simulationMode({ first: seed, seeds: Number(values.seeds), ofCluster: true }),
  cells: () => cellsMode({ nodes: Number(values.nodes), seed, tell }),
  planted: () => plantedMode(tell),
  'planted-services': () => plantedServicesMode(tell, only),
  'planted-cluster': () => plantedClusterMode(tell, only),
  console: () => consoleMode({ kills: rounds(100), seed, tell }),
  soak: () => soakMode({ minutes: Number(values.minutes ?? 30), tell }),
  terraform: () => {
    if (!values.scenarios) throw new Error('--scenarios FOLDER names the configurations')
    return terraformMode({ scenarios: values.scenarios, only, iam: values.iam, tell })
  },
  services: () => servicesMode({ kills: rounds(100), seed, executions: Number(values.executions), tell }),
}

const run = modes[values.mode]
if (!run) {
  tell(`npm run torture -- --mode NAME, NAME one of: ${Object.keys(modes).join(', ')}`)
  process.exit(2)
}
tell(`${values.mode}, seed ${seed}`)
const result = { ...(await run()), at: new Date().toISOString() }
mkdirSync(RESULTS, { recursive: true })
writeFileSync(join(RESULTS, `${values.mode}.json`), `${JSON.stringify(result, null, 2)}\n`)
console.log(JSON.stringify(result, null, values.json ? 0 : 2))
process.exit('ok' in result && result.ok === false ? 1 : 0)
