import type { DataWrite, TaskEffects } from '@pasos/engine'
import type { DeferredWrites } from '@pasos/wire'

/** Collects what operations leave to be written by whoever called them. */
export function leftWrites(): { deferred: DeferredWrites; effects(): TaskEffects | undefined } {
  const writes: DataWrite[] = []
  const settles: ((committed: boolean) => void)[] = []
  return {
    deferred: {
      add(more, settle) {
        writes.push(...(more as readonly DataWrite[]))
        settles.push(settle)
      },
    },
    effects: () => (settles.length === 0 ? undefined : { writes, settle: settlingAll(settles) }),
  }
}

/** Apart from the writes, which nobody holds on to while they are on their way. */
function settlingAll(settles: readonly ((committed: boolean) => void)[]): TaskEffects['settle'] {
  return committed => {
    for (const settle of settles) settle(committed)
  }
}
