import { Frame } from './frame.ts'
import { type Run, spend } from './run.ts'

/** An item of a tuple stream: the value as `@` and the variables bound on the way to it. */
export type Tuple = Record<string, unknown>

/** A frame with the variables of a tuple. */
export function frameOfTuple(run: Run, frame: Frame, tuple: Tuple): Frame {
  const inner = new Frame(frame)
  const names = Object.keys(tuple)
  spend(run, names.length)
  for (const name of names) inner.bind(name, tuple[name])
  return inner
}
