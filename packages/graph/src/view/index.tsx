import { drawInWorker } from './draw-in-worker.ts'
import { type GraphViewProps, GraphView as View } from './graph-view.tsx'

export type { GraphEditing } from './insert-points.tsx'
export type { StateLook } from './state-box.tsx'
export { fateLook, type RunWords } from './state-fate.tsx'
export { StateTypeIcon } from './state-type-icon.tsx'
export type { GraphWords } from './words.ts'

/** The graph as pages show it: laid out by a worker. */
export function GraphView(props: Omit<GraphViewProps, 'draw'>) {
  return <View {...props} draw={drawInWorker} />
}
