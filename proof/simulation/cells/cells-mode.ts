import { seededIds } from '@pasos/engine'
import { type Movement, moveLanes } from './cell-of-nodes.ts'
import { inParts, loads, modulo, moved, rendezvous, twoChoices, zipfAccounts } from './directory.ts'

const nodesPerCell = 8
const lanesPerCell = 8
const accountCount = 100_000
/** Of each movement so many cells are simulated one by one. */
const sampled = 60

/** What becomes of `nodes` nodes in cells: where accounts go, and how lanes move as nodes die and come. */
export async function cellsMode(options: { nodes: number; seed: number; tell: (line: string) => void }): Promise<Record<string, unknown>> {
  const { nodes, seed, tell } = options
  const cellCount = Math.ceil(nodes / nodesPerCell)
  const directory = placed(cellCount, seed)
  tell('accounts are placed')
  const inCell = {
    'one node of eight dies': await several(seed, { size: 8, dying: 1, coming: 0 }),
    'it comes back': await several(seed, { size: 7, dying: 0, coming: 1 }),
    'a zone with three of eight dies': await several(seed, { size: 8, dying: 3, coming: 0 }),
    'the zone comes back': await several(seed, { size: 5, dying: 0, coming: 3 }),
    'all but one die': await several(seed, { size: 8, dying: 7, coming: 0 }),
    'a cell starts': await several(seed, { size: 1, dying: 0, coming: 7 }),
  }
  tell('lanes have moved within cells')
  const oneDatabase: Record<string, Movement> = {}
  for (const size of [8, 32, 128, 256]) oneDatabase[`${size} nodes`] = await moveLanes({ seed, size, lanes: size * 8, dying: 1, coming: 0 })
  const worst = Math.max(...Object.values(inCell).map(({ servedMs }) => servedMs.most))
  const isEven = directory.load['in parts, the less loaded of two cells'].most < 1.5
  return { mode: 'cells', seed, nodes, cells: cellCount, directory, inCell, withoutCells: { oneDatabase }, ok: worst < 3_000 && isEven }
}

function placed(cellCount: number, seed: number) {
  const accounts = zipfAccounts(accountCount, seededIds(seed))
  const cells = Array.from({ length: cellCount }, (_, cell) => cell)
  const more = [...cells, cellCount]
  const fewer = cells.slice(0, -1)
  const parts = inParts(accounts, 1 / cellCount / 20)
  return {
    accounts: accountCount,
    parts: parts.length,
    /** Of a cell, of which 1 is the mean. */
    load: {
      'whole accounts, by rendezvous': spread(loads(accounts, cells, rendezvous)),
      'in parts of a twentieth of a cell, by rendezvous': spread(loads(parts, cells, rendezvous)),
      'in parts, the less loaded of two cells': spread(twoChoices(parts, cells)),
    },
    moved: {
      'a cell is added, by rendezvous': moved(accounts, cells, more, rendezvous),
      'a cell is added, by modulo': moved(accounts, cells, more, modulo),
      'a cell is closed, by rendezvous': moved(accounts, cells, fewer, rendezvous),
    },
  }
}

interface Spread {
  median: number
  p99: number
  most: number
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (part: number): number => Number(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!.toFixed(2))
  return { median: at(0.5), p99: at(0.99), most: at(1) }
}

async function several(seed: number, options: { size: number; dying: number; coming: number }) {
  const found: Movement[] = []
  for (let at = 0; at < sampled; at++) found.push(await moveLanes({ ...options, seed: seed + at, lanes: lanesPerCell }))
  const of = (key: keyof Movement): Spread => spread(found.map(each => each[key]))
  return {
    ...{ servedMs: of('servedMs'), quietMs: of('quietMs'), attempts: of('attempts'), mostAtOnce: of('mostAtOnce') },
    ...{ takes: of('takes'), handOvers: of('handOvers'), imbalance: of('imbalance') },
  }
}
