import { useCallback } from 'react'
import { drawInWorker } from './draw-in-worker.ts'
import { type GraphViewProps, GraphView as View } from './graph-view.tsx'

export type { GraphEditing } from './insert-points.tsx'
export type { StateLook } from './state-box.tsx'
export { fateLook, type RunWords } from './state-fate.tsx'
export { StateTypeIcon } from './state-type-icon.tsx'
export type { GraphWords } from './words.ts'

/** The graph as pages show it: laid out by a worker. With `before`, what only that definition has is drawn too. */
export function GraphView({ before, ...props }: Omit<GraphViewProps, 'draw'> & { before?: string | undefined }) {
  const draw = useCallback((definition: string) => drawInWorker(definition, before), [before])
  return <View {...props} draw={draw} />
}
