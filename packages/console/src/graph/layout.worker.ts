import { layoutMachine } from './layout.ts'
import { machineGraph } from './machine-graph.ts'

/** Lays out definitions away from the page's own thread. Answers carry the id of their question. */
self.addEventListener('message', (event: MessageEvent<{ id: number; definition: string }>) => {
  const { id, definition } = event.data
  const graph = machineGraph(definition)
  try {
    self.postMessage({ id, drawing: graph && layoutMachine(graph) })
  } catch {
    // A definition in the making (a state twice its own parent, say) may not be drawable; the page keeps its last drawing.
    self.postMessage({ id, drawing: undefined })
  }
})
