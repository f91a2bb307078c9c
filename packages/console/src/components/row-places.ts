/** Where rows of one height stand below each other, some of which are taller. Pixels. */
export interface RowPlaces {
  topOf: (index: number) => number
  /** The row at that distance from the top, which may be behind the last one. */
  indexAt: (offset: number) => number
}

/** `taller` has for few rows, opened ones, how much taller they are. */
export function rowPlaces(height: number, taller: ReadonlyMap<number, number>): RowPlaces {
  const opened = [...taller].sort(([a], [b]) => a - b)
  return {
    topOf(index) {
      let top = index * height
      for (const [at, more] of opened) if (at < index) top += more
      return top
    },
    indexAt(offset) {
      let above = 0
      for (const [at, more] of opened) {
        if (offset < at * height + above) break
        if (offset < (at + 1) * height + above + more) return at
        above += more
      }
      return Math.max(0, Math.floor((offset - above) / height))
    },
  }
}

/** Rows from `from` up to, but not with, `until`. */
export interface RowRange {
  from: number
  until: number
}

/**
 * Rows that must exist where `top` to `bottom` is in sight of `count` rows: what there is while it is enough, else what is in sight with
 * `beyond` more on either side.
 */
export function rowRange(
  places: RowPlaces,
  count: number,
  sight: { top: number; bottom: number },
  beyond: number,
  now?: RowRange,
): RowRange {
  const from = Math.min(places.indexAt(sight.top), Math.max(0, count - 1))
  const until = Math.min(count, places.indexAt(sight.bottom) + 1)
  if (now && from >= now.from && until <= now.until) return now
  return { from: Math.max(0, from - beyond), until: Math.min(count, until + beyond) }
}

/** The rows of a range, and the one that has the focus with those beside it wherever they are, in order. */
export function rowIndices(range: RowRange, focused: number | undefined, count: number): number[] {
  const until = Math.min(range.until, count)
  const indices = Array.from({ length: Math.max(0, until - range.from) }, (_, at) => range.from + at)
  if (focused === undefined || focused >= count) return indices
  const isMissing = (index: number) => index >= 0 && index < count && (index < range.from || index >= until)
  const beside = [focused - 1, focused, focused + 1].filter(isMissing)
  return [...beside.filter(index => index < range.from), ...indices, ...beside.filter(index => index >= range.from)]
}

/** Where a row stands by now, which mostly is where it was; undefined where it is gone. */
export function indexOfRow(
  rows: { count: number; idOf: (index: number) => number },
  { id, index: former }: { id: number; index: number },
): number | undefined {
  if (former < rows.count && rows.idOf(former) === id) return former
  for (let index = 0; index < rows.count; index++) if (rows.idOf(index) === id) return index
  return undefined
}
