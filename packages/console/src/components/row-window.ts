import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { indexOfRow, type RowRange, rowIndices, rowPlaces, rowRange } from './row-places.ts'

/** Rows beyond those in sight that are there at rest, for the browser scrolls ahead of what scripts draw. */
const BEYOND = 8
/** Time without scrolling after which there is rest. */
const REST_MS = 200

export interface RowWindow {
  /** The rows that exist, in order. */
  indices: number[]
  /** Height of all rows, in pixels. */
  total: number
  topOf: (index: number) => number
  scrollTo: (index: number) => void
}

interface Rows {
  count: number
  /** Of each, in pixels. */
  height: number
  /** By how much some are higher. */
  taller?: ReadonlyMap<number, number>
  /** What tells a row from the others, wherever it stands once more have come in. */
  idOf: (index: number) => number
}

/**
 * Which of very many rows exist: the same for every long list. While one scrolls, nothing is made but rows that come into sight: what a frame
 * costs is what it shows. What one reads stays where it is while rows come in among the others: the row with the focus, or the uppermost in
 * sight. A row says which it is by `data-index`: the one with the focus goes on existing out of sight with its neighbours, or else keys would
 * no longer reach the list, nor the next row.
 */
export function useRowWindow(frame: RefObject<HTMLElement | null>, rows: Rows): RowWindow {
  const { count, height, taller, idOf } = rows
  const places = useMemo(() => rowPlaces(height, taller ?? new Map()), [height, taller])
  const [range, setRange] = useState<RowRange>({ from: 0, until: 0 })
  const focused = useFocusedRow(frame, rows)
  // What the listeners, which are set up once, see of the last drawing.
  const seen = useRef({ places, count, idOf, range, height: 0, anchor: { index: 0, id: 0, top: 0 }, focused })
  Object.assign(seen.current, { places, count, idOf, focused })

  const look = useRef((isAtRest: boolean): boolean => {
    const { places, count, idOf, range, height, focused = -1 } = seen.current
    const top = frame.current?.scrollTop ?? 0
    const first = Math.min(places.indexAt(top), count - 1)
    const anchor = focused > first && places.topOf(focused) < top + height ? focused : first
    if (anchor >= 0) seen.current.anchor = { index: anchor, id: idOf(anchor), top: places.topOf(anchor) }
    const next = rowRange(places, count, { top, bottom: top + height }, isAtRest ? BEYOND : 0, isAtRest ? undefined : range)
    if (next.from === range.from && next.until === range.until) return false
    seen.current.range = next
    return true
  }).current

  useLayoutEffect(() => {
    const element = frame.current
    if (!element) return
    let rest: ReturnType<typeof setTimeout> | undefined
    const settle = () => {
      if (look(true)) setRange(seen.current.range)
    }
    const onScroll = () => {
      clearTimeout(rest)
      rest = setTimeout(settle, REST_MS)
      // Within this frame: a render that React schedules comes one too late, and shows a gap.
      if (look(false)) flushSync(() => setRange(seen.current.range))
    }
    seen.current.height = element.clientHeight
    const observer = new ResizeObserver(entries => {
      seen.current.height = entries.at(-1)!.contentRect.height
      settle()
    })
    observer.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      clearTimeout(rest)
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
    }
  }, [frame, look])

  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows, or other places of them, are looked at anew.
  useLayoutEffect(() => {
    const { anchor, idOf } = seen.current
    const index = indexOfRow({ count, idOf }, anchor)
    const isMoved = index !== undefined && index !== anchor.index
    // At the very top one sees what comes in there.
    if (isMoved && frame.current && frame.current.scrollTop > 0) frame.current.scrollTop += places.topOf(index) - anchor.top
    if (look(true)) setRange(seen.current.range)
  }, [count, places, focused, look])

  const scrollTo = useCallback(
    (index: number) => {
      if (frame.current) frame.current.scrollTop = seen.current.places.topOf(index)
    },
    [frame],
  )
  return {
    indices: rowIndices(range, focused, count),
    total: places.topOf(count),
    topOf: places.topOf,
    scrollTo,
  }
}

/** The row that has the focus, wherever it stands by now. */
function useFocusedRow(frame: RefObject<HTMLElement | null>, rows: Rows): number | undefined {
  const [id, setId] = useState<number>()
  const seen = useRef({ rows, index: 0 })
  seen.current.rows = rows
  useLayoutEffect(() => {
    const element = frame.current
    if (!element) return
    const onFocus = ({ target }: FocusEvent) => {
      const row = (target as Element).closest<HTMLElement>('[data-index]')
      seen.current.index = Number(row?.dataset['index'] ?? 0)
      setId(row === null ? undefined : seen.current.rows.idOf(seen.current.index))
    }
    const onBlur = ({ target }: FocusEvent) => {
      // Where it is the window that has lost it, the focus comes back with the window.
      if (target !== document.activeElement) setId(undefined)
    }
    element.addEventListener('focusin', onFocus)
    element.addEventListener('focusout', onBlur)
    return () => {
      element.removeEventListener('focusin', onFocus)
      element.removeEventListener('focusout', onBlur)
    }
  }, [frame])
  if (id === undefined) return undefined
  const index = indexOfRow(rows, { id, index: seen.current.index })
  seen.current.index = index ?? 0
  return index
}
