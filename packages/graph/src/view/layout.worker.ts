import { layoutMachine } from '../layout/layout.ts'
import { machineShape } from '../shape/machine-shape.ts'

/** Lays out definitions away from the page's own thread. Answers carry the id of their question. */
self.addEventListener('message', (event: MessageEvent<{ id: number; definition: string }>) => {
  const { id, definition } = event.data
  try {
    const shape = machineShape(definition)
    self.postMessage({ id, drawing: shape && layoutMachine(shape) })
  } catch {
    // A definition in the making may not be drawable; the page keeps its last drawing.
    self.postMessage({ id, drawing: undefined })
  }
})
