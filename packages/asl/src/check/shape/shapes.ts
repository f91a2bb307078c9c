import { CHOICE_SHAPES } from './choice-shapes.ts'
import { PART_SHAPES } from './part-shapes.ts'
import type { ObjectShape, ShapeName } from './shape.ts'
import { STATE_SHAPES } from './state-shapes.ts'

export const SHAPES: Readonly<Record<ShapeName, ObjectShape>> = { ...PART_SHAPES, ...STATE_SHAPES, ...CHOICE_SHAPES }
