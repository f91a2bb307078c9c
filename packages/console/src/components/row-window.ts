import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { type RowRange, rowIndices, rowPlaces, rowRange } from './row-places.ts'

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

/**
 * Which of very many rows exist: the same for every long list. Each is `height` pixels high, but those of which `taller` says how much more.
 * While one scrolls, nothing is made but rows that come into sight: what a frame costs is what it shows. A row says which it is by
 * `data-index`: the one with the focus goes on existing out of sight, or else keys would no longer reach the list.
 */
export function useRowWindow(
  frame: RefObject<HTMLElement | null>,
  rows: { count: number; height: number; taller?: ReadonlyMap<number, number> },
): RowWindow {
  const { count, height, taller } = rows
  const places = useMemo(() => rowPlaces(height, taller ?? new Map()), [height, taller])
  const [range, setRange] = useState<RowRange>({ from: 0, until: 0 })
  const [focused, setFocused] = useState<number>()
  // What the listeners, which are set up once, see of the last drawing.
  const seen = useRef({ places, count, range, height: 0 })
  Object.assign(seen.current, { places, count })

  const look = useRef((isAtRest: boolean): boolean => {
    const { places, count, range, height } = seen.current
    const top = frame.current?.scrollTop ?? 0
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
    const onFocus = ({ target }: FocusEvent) => {
      const row = (target as Element).closest<HTMLElement>('[data-index]')
      setFocused(row === null ? undefined : Number(row.dataset['index']))
      // The next row is there before a key asks for it.
      settle()
    }
    const onBlur = () => setFocused(undefined)
    observer.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    element.addEventListener('focusin', onFocus)
    element.addEventListener('focusout', onBlur)
    return () => {
      clearTimeout(rest)
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
      element.removeEventListener('focusin', onFocus)
      element.removeEventListener('focusout', onBlur)
    }
  }, [frame, look])

  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows, or other places of them, are looked at anew.
  useLayoutEffect(() => {
    if (look(true)) setRange(seen.current.range)
  }, [count, places, look])

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
