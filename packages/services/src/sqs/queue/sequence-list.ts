/** Things by a number that grows: what is put in last comes last, but for a few that were overtaken on their way. */
export interface SequenceList<Item> {
  add(item: Item): void
  get(sequence: number): Item | undefined
  delete(sequence: number): void
  /** In the order of their numbers; nothing may be put in or taken out meanwhile. */
  values(): Generator<Item>
  /** The first so many of them. */
  first(limit: number): Item[]
  readonly size: number
}

/** So many places of what is gone are not worth a new list. */
const fewGone = 1024

/**
 * A list that is searched by halves. A Map would make a box for each number and a new table now and then, which keeps what was in the former
 * one, see `FleetingMap`.
 */
export function sequenceList<Item extends { sequence: number }>(): SequenceList<Item> {
  let sequences: number[] = []
  let items: (Item | undefined)[] = []
  let size = 0
  /** Before it all are gone. */
  let head = 0

  /** The first place with this number or a higher one. */
  function placeOf(sequence: number): number {
    let [low, high] = [head, sequences.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (sequences[middle]! < sequence) low = middle + 1
      else high = middle
    }
    return low
  }

  function compact(): void {
    const kept = items.filter(item => item !== undefined)
    // What is old by now leads nowhere.
    items.length = 0
    items = kept
    sequences = kept.map(({ sequence }) => sequence)
    head = 0
  }

  return {
    add(item) {
      size++
      let at = sequences.length
      while (at > head && sequences[at - 1]! > item.sequence) at--
      if (at < sequences.length) {
        sequences.splice(at, 0, item.sequence)
        items.splice(at, 0, item)
        return
      }
      sequences.push(item.sequence)
      items.push(item)
    },
    get(sequence) {
      const at = placeOf(sequence)
      return sequences[at] === sequence ? items[at] : undefined
    },
    delete(sequence) {
      const at = placeOf(sequence)
      if (sequences[at] !== sequence || items[at] === undefined) return
      items[at] = undefined
      size--
      while (head < items.length && items[head] === undefined) head++
      const gone = items.length - size
      if (gone > fewGone && gone > size) compact()
    },
    *values() {
      for (let at = head; at < items.length; at++) {
        const item = items[at]
        if (item !== undefined) yield item
      }
    },
    first(limit) {
      const found: Item[] = []
      for (let at = head; at < items.length && found.length < limit; at++) if (items[at] !== undefined) found.push(items[at]!)
      return found
    },
    get size() {
      return size
    },
  }
}
