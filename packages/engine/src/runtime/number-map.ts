/** Objects by a whole number. */
export interface NumberMap<V extends object> {
  get(key: number): V | undefined
  set(key: number, value: V): void
  delete(key: number): void
  values(): V[]
  readonly size: number
}

const fewest = 16

/**
 * For what comes and goes all the time. V8's Map makes a new table now and then and leaves the new one's address in the old one: as soon as
 * one of them has become old, all that stood in any table after it stays until a full collection. Of 2,048 executions in flight
 * that were 100 MB of ended ones.
 */
export function numberMap<V extends object>(): NumberMap<V> {
  let keys = new Float64Array(fewest)
  let values = emptyValues<V>(fewest)
  let mask = fewest - 1
  let size = 0

  /** Where a key stands, or would. */
  const placeOf = (key: number): number => {
    let at = homeOf(key, mask)
    while (values[at] !== undefined && keys[at] !== key) at = (at + 1) & mask
    return at
  }

  const resize = (places: number): void => {
    const [formerKeys, former] = [keys, values]
    keys = new Float64Array(places)
    values = emptyValues<V>(places)
    mask = places - 1
    for (let at = 0; at < former.length; at++) {
      const value = former[at]
      if (value === undefined) continue
      const place = placeOf(formerKeys[at]!)
      keys[place] = formerKeys[at]!
      values[place] = value
    }
    former.fill(undefined)
  }

  return {
    get: key => values[placeOf(key)],
    set(key, value) {
      if (2 * size >= mask) resize(2 * (mask + 1))
      const at = placeOf(key)
      if (values[at] === undefined) size++
      keys[at] = key
      values[at] = value
    },
    delete(key) {
      let hole = placeOf(key)
      if (values[hole] === undefined) return
      size--
      // What would not be found any more across the hole moves up into it.
      for (let at = (hole + 1) & mask; values[at] !== undefined; at = (at + 1) & mask) {
        const distance = (at - homeOf(keys[at]!, mask)) & mask
        if (distance < ((at - hole) & mask)) continue
        keys[hole] = keys[at]!
        values[hole] = values[at]
        hole = at
      }
      values[hole] = undefined
      if (mask >= fewest && 16 * size < mask) resize((mask + 1) / 2)
    },
    values: () => values.filter(value => value !== undefined),
    get size() {
      return size
    },
  }
}

/** Both halves of a number count: keys may be made of two numbers. */
function homeOf(key: number, mask: number): number {
  const mixed = Math.imul(key ^ (key / 4_294_967_296), 0x9e3779b1)
  return (mixed ^ (mixed >>> 15)) & mask
}

function emptyValues<V>(places: number): (V | undefined)[] {
  return new Array<V | undefined>(places).fill(undefined)
}
