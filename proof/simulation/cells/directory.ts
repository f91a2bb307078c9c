import type { Ids } from '@pasos/engine'

/** What is placed as a whole: an account, or a part of a large one by its state machines. */
export interface Unit {
  hash: number
  /** Of the load of all. */
  share: number
}

/** Which cell a unit belongs to by its name alone. */
export type Placement = (unit: Unit, cells: readonly number[]) => number

/** The finish of MurmurHash3: neighbours become strangers. */
function mixed(value: number): number {
  let hash = value >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

const weight = (unit: Unit, cell: number): number => mixed(unit.hash ^ mixed(cell + 1))

/** The cell that weighs most: when one comes or goes, only its own units move. */
export const rendezvous: Placement = (unit, cells) => {
  let [best, most] = [cells[0]!, -1]
  for (const cell of cells) {
    const here = weight(unit, cell)
    if (here > most) [best, most] = [cell, here]
  }
  return best
}

export const modulo: Placement = (unit, cells) => cells[unit.hash % cells.length]!

/** Accounts by Zipf's law: the second has half of what the first has. Shares are of 1. */
export function zipfAccounts(count: number, ids: Ids): Unit[] {
  const sum = Array.from({ length: count }, (_, rank) => 1 / (rank + 1)).reduce((a, b) => a + b)
  return Array.from({ length: count }, (_, rank) => ({ hash: mixed(Math.floor(ids.random() * 2 ** 32)), share: 1 / (rank + 1) / sum }))
}

/** Accounts of more than `most` are placed in parts, by state machine. */
export function inParts(accounts: readonly Unit[], most: number): Unit[] {
  return accounts.flatMap(({ hash, share }) => {
    const parts = Math.ceil(share / most)
    return Array.from({ length: parts }, (_, part) => ({ hash: mixed(hash + part), share: share / parts }))
  })
}

/** The load of each cell, of which 1 is the mean. */
export function loads(units: readonly Unit[], cells: readonly number[], place: Placement): number[] {
  const sums = new Map(cells.map(cell => [cell, 0]))
  for (const unit of units) {
    const cell = place(unit, cells)
    sums.set(cell, sums.get(cell)! + unit.share * cells.length)
  }
  return [...sums.values()]
}

/** As a directory does that notes where it has put a unit: the less loaded of the two cells that weigh most. */
export function twoChoices(units: readonly Unit[], cells: readonly number[]): number[] {
  const sums = new Map(cells.map(cell => [cell, 0]))
  for (const unit of units) {
    const first = rendezvous(unit, cells)
    const second = rendezvous({ ...unit, hash: mixed(unit.hash) }, cells)
    const cell = sums.get(second)! < sums.get(first)! ? second : first
    sums.set(cell, sums.get(cell)! + unit.share * cells.length)
  }
  return [...sums.values()]
}

/** Which units move when cells are others, and the largest part of the moved load that comes to one cell. */
export function moved(units: readonly Unit[], before: readonly number[], after: readonly number[], place: Placement) {
  const gained = new Map<number, number>()
  let count = 0
  for (const unit of units) {
    const to = place(unit, after)
    if (to === place(unit, before)) continue
    count++
    gained.set(to, (gained.get(to) ?? 0) + 1)
  }
  return { share: count / units.length, mostToOne: count === 0 ? 0 : Math.max(...gained.values()) / count }
}
