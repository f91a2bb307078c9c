import { useReactFlow } from '@xyflow/react'
import { type RefObject, useCallback, useEffect, useRef } from 'react'
import type { Drawing } from '../layout/drawing.ts'
import { openingView, revealed, wholeView } from './camera.ts'

/**
 * Moves the view: opens a drawing, shows all of it, brings a state into sight. Once somebody has moved it themselves (`keep`), a change of the
 * frame's size or of the drawing moves it no more than it takes to keep the selected state in sight.
 */
export function useCamera(drawing: Drawing, selected: string | undefined, frame: RefObject<HTMLDivElement | null>) {
  const flow = useReactFlow()
  const isKept = useRef(false)
  const latest = useRef({ drawing, selected })
  latest.current = { drawing, selected }
  const reveal = useCallback(
    (id: string) => {
      const box = latest.current.drawing.states.find(state => state.id === id)
      const size = sizeOf(frame.current)
      if (box && size) void flow.setViewport(revealed(flow.getViewport(), box, size))
    },
    [flow, frame],
  )
  const open = useCallback(() => {
    const size = sizeOf(frame.current)
    if (!size) return
    const { drawing, selected } = latest.current
    if (!isKept.current) void flow.setViewport(openingView(drawing, size))
    if (selected !== undefined) reveal(selected)
  }, [flow, frame, reveal])
  const fit = useCallback(() => {
    const size = sizeOf(frame.current)
    isKept.current = false
    if (size) void flow.setViewport(wholeView(latest.current.drawing, size))
  }, [flow, frame])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another drawing is opened anew.
  useEffect(() => {
    const next = requestAnimationFrame(open)
    return () => cancelAnimationFrame(next)
  }, [open, drawing])
  useEffect(() => {
    const observer = new ResizeObserver(open)
    if (frame.current) observer.observe(frame.current)
    return () => observer.disconnect()
  }, [open, frame])
  useEffect(() => {
    if (selected === undefined) return
    const next = requestAnimationFrame(() => reveal(selected))
    return () => cancelAnimationFrame(next)
  }, [selected, reveal])
  const keep = useCallback(() => {
    isKept.current = true
  }, [])
  return { reveal, fit, keep }
}

function sizeOf(frame: HTMLDivElement | null): { width: number; height: number } | undefined {
  return frame && frame.clientWidth > 0 ? { width: frame.clientWidth, height: frame.clientHeight } : undefined
}
