import { CHOICE_SHAPES } from './choice-shapes.ts'
import { PART_SHAPES } from './part-shapes.ts'
import type { ObjectShape, ShapeName } from './shape.ts'
import { STATE_SHAPES } from './state-shapes.ts'

export const SHAPES: Readonly<Record<ShapeName, ObjectShape>> = { ...PART_SHAPES, ...STATE_SHAPES, ...CHOICE_SHAPES }

/**
 * The fields whose value a path may lead to as well, by the field of that path: `SecondsPath` for `Seconds`. They are those of a state or a part
 * of one of which only one of the two may be there; what a choice rule compares with is none of them.
 */
export const PATH_TWINS: ReadonlyMap<string, string> = new Map(
  Object.values({ ...PART_SHAPES, ...STATE_SHAPES }).flatMap(({ exclusive = [], oneOf = [] }) =>
    [...exclusive, ...oneOf].flatMap(group =>
      group.filter(name => group.includes(`${name}Path`)).map(name => [`${name}Path`, name] as const),
    ),
  ),
)
