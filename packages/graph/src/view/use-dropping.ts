import { type DragEvent, type RefObject, useState } from 'react'
import type { Drawing } from '../layout/drawing.ts'
import { type GraphEditing, insertEdges } from './insert-points.tsx'

/** Pixels from a place to the pointer within which what is let go still comes to that place. */
const REACH = 150

/** Dragging over a graph: the nearest place is marked, and what is dropped goes there. On an empty canvas anywhere will do. */
export function useDropping(frame: RefObject<HTMLElement | null>, drawing: Drawing, editing: GraphEditing | undefined) {
  const [over, setOver] = useState<string>()
  if (!editing) return { over: undefined, handlers: {} }
  const find = (event: DragEvent) => {
    const nearest = nearestPlace(frame.current, event)
    return nearest && (nearest.distance <= REACH || drawing.states.length === 0) ? nearest.id : undefined
  }
  const handlers = {
    onDragOver: (event: DragEvent) => {
      if (!editing.accepts(event.dataTransfer.types)) return
      const id = find(event)
      if (id !== undefined) event.preventDefault()
      setOver(id)
    },
    onDragLeave: (event: DragEvent) => {
      if (!frame.current?.contains(event.relatedTarget as Node | null)) setOver(undefined)
    },
    onDrop: (event: DragEvent) => {
      setOver(undefined)
      const id = find(event)
      const edge = insertEdges(drawing).find(each => each.id === id)
      if (!edge) return
      event.preventDefault()
      editing.onDrop(edge, event.dataTransfer)
    },
  }
  return { over, handlers }
}

function nearestPlace(frame: HTMLElement | null, { clientX, clientY }: DragEvent): { id: string; distance: number } | undefined {
  let nearest: { id: string; distance: number } | undefined
  for (const place of frame?.querySelectorAll<HTMLElement>('.insert') ?? []) {
    const { left, top, width, height } = place.getBoundingClientRect()
    const distance = Math.hypot(left + width / 2 - clientX, top + height / 2 - clientY)
    if (!nearest || distance < nearest.distance) nearest = { id: place.dataset['place'] ?? '', distance }
  }
  return nearest
}
