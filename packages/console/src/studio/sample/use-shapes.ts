import { stateShapesOf } from '@pasos/asl'
import { useDeferredValue, useMemo, useRef } from 'react'

/** What the states before make of each state's data. While the text is broken what was known last is the better guess. */
export function useShapes(text: string): ReturnType<typeof stateShapesOf> {
  const settled = useDeferredValue(text)
  const last = useRef<ReturnType<typeof stateShapesOf>>(undefined)
  return useMemo(() => {
    last.current = stateShapesOf(settled) ?? last.current
    return last.current
  }, [settled])
}
