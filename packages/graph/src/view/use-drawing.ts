import { useEffect, useState } from 'react'
import type { Drawing } from '../layout/drawing.ts'

export type Draw = (definition: string) => Promise<Drawing | undefined>

export interface Drawn {
  drawing: Drawing | undefined
  /** The text at hand has no drawing; what is shown is the last one that had. */
  isOld: boolean
}

/** A definition's drawing; while the text is broken, the last good one stays. */
export function useDrawing(definition: string | undefined, draw: Draw): Drawn {
  const [drawn, setDrawn] = useState<Drawn>({ drawing: undefined, isOld: false })
  useEffect(() => {
    if (definition === undefined) return
    let isCurrent = true
    void draw(definition).then(drawing => {
      if (isCurrent) setDrawn(last => (drawing ? { drawing, isOld: false } : { ...last, isOld: true }))
    })
    return () => {
      isCurrent = false
    }
  }, [definition, draw])
  return drawn
}
