import type { Catalog } from '@pasos/engine'

/** A change of one document, as a node asks it of the home: made only where it finds what the node had before. */
export interface AskedChange {
  kind: string
  key: string
  before: unknown
  next: unknown
}

interface Place {
  get: Catalog['get']
  askHome<T>(name: string, body: object): Promise<T>
  /** Takes over what has changed meanwhile. */
  refresh(): Promise<void>
}

/** Has the home make a change, and decides anew while something else has come first. */
export async function changeAtHome<T, R>(
  { get, askHome, refresh }: Place,
  asked: { kind: string; key: string; change: (current: T | undefined) => { next: T | undefined; result: R } },
): Promise<R> {
  const { kind, key, change } = asked
  for (;;) {
    const current = get<T>(kind, key)
    const { next, result } = change(current)
    if (next === current) return result
    const isMade = await askHome<boolean>('change', { kind, key, before: current ?? null, next: next ?? null } satisfies AskedChange)
    await refresh()
    if (isMade) return result
  }
}

/** What the home does with it. */
export function madeAtHome(catalog: Catalog, { kind, key, before, next }: AskedChange): Promise<boolean> {
  return catalog.update(kind, key, current => {
    const isAsThought = JSON.stringify(current ?? null) === JSON.stringify(before)
    return isAsThought ? { next: next ?? undefined, result: true } : { next: current, result: false }
  })
}
