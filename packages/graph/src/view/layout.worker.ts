import { mergedShape } from '../difference/merged-shape.ts'
import { layoutMachine } from '../layout/layout.ts'
import { machineShape } from '../shape/machine-shape.ts'

/** Lays out definitions away from the page's own thread. Answers carry the id of their question. */
self.addEventListener('message', (event: MessageEvent<{ id: number; definition: string; before?: string | undefined }>) => {
  const { id, definition, before } = event.data
  try {
    const shape = machineShape(definition)
    const former = before === undefined ? undefined : machineShape(before)
    self.postMessage({ id, drawing: shape && layoutMachine(former ? mergedShape(former, shape) : shape) })
  } catch {
    // A definition in the making may not be drawable; the page keeps its last drawing.
    self.postMessage({ id, drawing: undefined })
  }
})
