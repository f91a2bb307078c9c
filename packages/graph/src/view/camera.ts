import type { Drawing, PlacedState } from '../layout/drawing.ts'

/** What part of the drawing is seen: screen = drawing × zoom + (x, y). */
export interface Camera {
  x: number
  y: number
  zoom: number
}

export interface Frame {
  width: number
  height: number
}

const MARGIN = 32
/** Space for the search field and the tools above the drawing. */
const TOP = 56
const LARGEST = 1.1
/** Smaller boxes can be neither read nor hit: a drawing that needs it opens at its start, and *Show all* still shows all. */
const READABLE = 0.62
const OPENING = 0.85
/** Smaller than this, and the width is not worth it. */
const NARROW = 0.5

/** The whole drawing in the middle, however small it gets. */
export function wholeView(drawing: Drawing, frame: Frame): Camera {
  const zoom = Math.max(
    0.004,
    Math.min((frame.width - MARGIN) / drawing.width, (frame.height - TOP - MARGIN / 2) / drawing.height, LARGEST),
  )
  return { x: (frame.width - drawing.width * zoom) / 2, y: Math.max(TOP, (frame.height - drawing.height * zoom) / 2), zoom }
}

/** What a newly opened graph shows: all of it if that can be read, else its start at the top, in the middle. */
export function openingView(drawing: Drawing, frame: Frame): Camera {
  const whole = wholeView(drawing, frame)
  const start = drawing.marks.find(mark => mark.kind === 'start' && mark.parent === undefined) ?? drawing.states[0]
  if (whole.zoom >= READABLE || !start) return whole
  // On a small screen a little smaller is better than boxes that are cut off at both sides; and what fits is not cut off to have the start in the middle.
  const across = Math.min(OPENING, (frame.width - MARGIN) / drawing.width)
  if (across >= NARROW) return { x: (frame.width - drawing.width * across) / 2, y: TOP - start.y * across + MARGIN, zoom: across }
  return { x: frame.width / 2 - start.x * OPENING, y: TOP - start.y * OPENING + MARGIN, zoom: OPENING }
}

/** The camera moved as little as it takes to show the box; its zoom is kept. The same camera when the box is in sight already. */
export function revealed(camera: Camera, box: Pick<PlacedState, 'x' | 'y' | 'width' | 'height'>, frame: Frame): Camera {
  const left = box.x * camera.zoom + camera.x
  const top = box.y * camera.zoom + camera.y
  const width = Math.min(box.width * camera.zoom, frame.width - MARGIN)
  // Of a container that is larger than the frame its head is what must be seen.
  const height = Math.min(box.height * camera.zoom, frame.height - TOP - MARGIN)
  const isSeen =
    left >= MARGIN / 4 && left + width <= frame.width - MARGIN / 4 && top >= MARGIN / 4 && top + height <= frame.height - MARGIN / 4
  if (isSeen) return camera
  return { ...camera, x: camera.x + frame.width / 2 - (left + width / 2), y: camera.y + frame.height / 2 - (top + height / 2) }
}
