/** Work on one key at a time: what looks first and acts then must not be overtaken by its like. */
export function exclusively(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const before = last.get(key)
    const mine = before === undefined ? work() : before.then(work)
    const leave = (): void => {
      if (last.get(key) === left) last.delete(key)
    }
    // Of nothing: the map's former tables hold what stood in them for long.
    const left: Promise<unknown> = mine.then(leave, leave)
    last.set(key, left)
    return mine
  }
}
