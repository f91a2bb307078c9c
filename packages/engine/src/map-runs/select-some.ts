import {
  type ItemPage,
  itemSelection,
  type Json,
  type MapRunSpec,
  type Program,
  PutAside,
  type StepEnvironment,
  TurnMemo,
  textLength,
  unselectedItems,
} from '@pasos/asl'
import type { Pace } from '../ports/clock.ts'
import type { LongExpressions } from '../ports/long-expressions.ts'
import { sliceMs } from '../runtime/long-turn.ts'

/** How much text of items is made before their children take them, and how long that may take. */
const mostCharacters = 1024 * 1024
const mostMs = 250

/** How selecting shares the thread with everything else. */
export interface Selecting {
  pace: Pace
  /** Where expressions are computed that take long; without it they take their time here. */
  longExpressions: Pick<LongExpressions, 'compute'> | undefined
}

/**
 * What the ItemSelector makes of the first items of a page, one at least: a selector may make much of little, or take its time over it, so
 * the others are for another call. The thread is left to others whenever a slice of it is used up.
 *
 * @throws StatesFailure of the selector's paths and expressions
 */
export async function selectSome(
  { pace, longExpressions }: Selecting,
  work: { program: Program; spec: MapRunSpec; page: ItemPage; environment: StepEnvironment; now: number },
): Promise<readonly Json[]> {
  const { program, spec, page, environment, now } = work
  const select = itemSelection(program, spec, page)
  if (select === undefined) return unselectedItems(program, spec, page)
  const memo = longExpressions && new TurnMemo()
  // What chance has said stays so while an item is selected again.
  const chance = memo && { memo, random: () => memo.draw(environment.random), uuid: () => memo.draw(environment.uuid) }
  const env = { ...environment, now, ...chance }
  const selected: Json[] = []
  const begun = pace.elapsedMs()
  let until = begun + sliceMs
  for (let rest = mostCharacters; rest > 0 && selected.length < page.values.length; ) {
    if (pace.elapsedMs() > until) {
      if (selected.length > 0 && pace.elapsedMs() - begun > mostMs) break
      await new Promise<void>(resolve => pace.later(resolve))
      until = pace.elapsedMs() + sliceMs
    }
    memo?.renew()
    const item = await selectOne(() => select(selected.length, env), memo, longExpressions)
    rest -= textLength(item, rest)
    selected.push(item)
  }
  return selected
}

/** Selects one item, over and over while one of its expressions has to be computed elsewhere first. */
function selectOne(select: () => Json, memo: TurnMemo | undefined, longExpressions: Selecting['longExpressions']): Json | Promise<Json> {
  try {
    return select()
  } catch (reason) {
    if (!(reason instanceof PutAside)) throw reason
    return longExpressions!.compute(reason.work).then(({ answer }) => {
      memo!.answer(reason.work.text, answer)
      return selectOne(select, memo, longExpressions)
    })
  }
}
