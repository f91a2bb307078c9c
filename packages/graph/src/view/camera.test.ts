import { describe, expect, it } from 'vitest'
import type { Drawing } from '../layout/drawing.ts'
import { openingView, revealed, wholeView } from './camera.ts'

const box = (y: number) => ({
  id: `at${y}`,
  name: '',
  type: '',
  label: '',
  x: 5_000,
  y,
  width: 200,
  height: 54,
  isContainer: false,
  isLoose: false,
  path: [],
  rules: 0,
})
const huge: Drawing = {
  ...{ width: 12_000, height: 48_000, states: [box(60), box(40_000)], edges: [] },
  marks: [{ id: '0:start', kind: 'start', x: 5_100, y: 11 }],
}
const frame = { width: 900, height: 600 }
const onScreen = (camera: { x: number; y: number; zoom: number }, at: { x: number; y: number }) => ({
  x: at.x * camera.zoom + camera.x,
  y: at.y * camera.zoom + camera.y,
})

describe('the camera', () => {
  it('shows the whole of a drawing of any size', () => {
    const camera = wholeView(huge, frame)
    expect(huge.width * camera.zoom).toBeLessThanOrEqual(frame.width)
    expect(huge.height * camera.zoom).toBeLessThanOrEqual(frame.height)
  })

  it('opens a large drawing at its start, readable and in the middle', () => {
    const camera = openingView(huge, frame)
    const start = onScreen(camera, huge.marks[0]!)
    expect(camera.zoom).toBeGreaterThan(0.6)
    expect(start.x).toBeCloseTo(frame.width / 2)
    expect(start.y).toBeGreaterThan(0)
    expect(start.y).toBeLessThan(frame.height / 2)
  })

  it('opens a drawing that is a little too wide for a small screen at all of its width', () => {
    const drawing: Drawing = {
      ...{ width: 520, height: 1_400, states: [], edges: [] },
      marks: [{ id: '0:start', kind: 'start', x: 260, y: 11 }],
    }
    const camera = openingView(drawing, { width: 334, height: 420 })
    expect(camera.zoom).toBeGreaterThan(0.5)
    expect(onScreen(camera, { x: 0, y: 0 }).x).toBeGreaterThanOrEqual(0)
    expect(onScreen(camera, { x: 520, y: 0 }).x).toBeLessThanOrEqual(334)
    expect(onScreen(camera, drawing.marks[0]!).y).toBeGreaterThan(0)
  })

  it('opens at all of a drawing as long as its boxes can be read, and no smaller than is good to read at the start of others', () => {
    const tall = (height: number): Drawing => ({
      ...{ width: 300, height, states: [], edges: [] },
      marks: [{ id: '0:start', kind: 'start', x: 150, y: 11 }],
    })
    // What is there to draw on is 900 by 528.
    expect(openingView(tall(800), frame)).toEqual(wholeView(tall(800), frame))
    expect(openingView(tall(800), frame).zoom).toBeCloseTo(0.66)
    expect(openingView(tall(860), frame).zoom).toBe(0.85)
    expect(openingView(huge, frame).zoom).toBe(0.85)
    expect(openingView(tall(100), frame).zoom).toBe(1.1)
  })

  it('cuts nothing off at a side to have a start that stands aside in the middle', () => {
    const drawing: Drawing = {
      ...{ width: 620, height: 2_000, states: [], edges: [] },
      marks: [{ id: '0:start', kind: 'start', x: 420, y: 11 }],
    }
    const camera = openingView(drawing, { width: 600, height: 500 })
    expect(camera.zoom).toBeGreaterThan(0.8)
    expect(onScreen(camera, { x: 0, y: 0 }).x).toBeGreaterThanOrEqual(0)
    expect(onScreen(camera, { x: 620, y: 0 }).x).toBeLessThanOrEqual(600)
  })

  it('moves to a box out of sight without changing the zoom, and stays for one in sight', () => {
    const camera = openingView(huge, frame)
    const moved = revealed(camera, huge.states[1]!, frame)
    const at = onScreen(moved, huge.states[1]!)
    expect(moved.zoom).toBe(camera.zoom)
    expect(at.x).toBeGreaterThan(0)
    expect(at.y).toBeGreaterThan(0)
    expect(at.y).toBeLessThan(frame.height)
    expect(revealed(moved, huge.states[1]!, frame)).toBe(moved)
  })
})
