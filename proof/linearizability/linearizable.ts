/** A call as its client saw it. Instants are of one clock. */
export interface Called<I, O> {
  from: number
  /** When it was answered; of one that was not, it may take effect at any time from `from` on, or never. */
  to: number
  input: I
  /** Undefined when nobody knows what became of it. */
  output?: O | undefined
}

/** What an object does when calls come one after the other. States are immutable. */
export interface Model<S, I, O> {
  initial: S
  /** The state after a call that was answered so; undefined when it could not have been. Without an output: after a call that took effect. */
  after(state: S, input: I, output: O | undefined): S | undefined
  /** Equal for equal states. */
  key(state: S): string
}

/**
 * Whether there is an order of the calls, each taking effect at one instant between its beginning and its answer, that explains every answer: the search of Wing
 * and Gong, which remembers where it has been, as Lowe has added. Answers how far it came where there is none.
 */
export function isLinearizable<S, I, O>(
  model: Model<S, I, O>,
  calls: readonly Called<I, O>[],
): { ok: true } | { ok: false; explained: number; stuckAt: Called<I, O>[] } {
  const history = calls.toSorted((a, b) => a.from - b.from)
  const been = new Set<string>()
  let best: { count: number; stuckAt: Called<I, O>[] } = { count: -1, stuckAt: [] }

  /** `done`: by their places in the history. */
  const search = (before: ReadonlySet<number>, from: S): boolean => {
    const done = new Set(before)
    const state = from
    let open = openCalls(history, done)
    // A call that was answered so, and changes nothing, may as well come at once: whatever follows stays as it is.
    for (let place = still(open, state); place !== undefined; place = still(open, state)) {
      done.add(place)
      open = openCalls(history, done)
    }
    if (history.every(({ output }, place) => output === undefined || done.has(place))) return true
    const here = `${[...done].sort((a, b) => a - b).join(',')} ${model.key(state)}`
    if (been.has(here)) return false
    been.add(here)
    if (done.size > best.count) best = { count: done.size, stuckAt: open.map(place => history[place]!) }
    for (const place of open) {
      const { input, output } = history[place]!
      const next = model.after(state, input, output)
      if (next === undefined || (output === undefined && model.key(next) === model.key(state))) continue
      if (search(new Set(done).add(place), next)) return true
    }
    return false

    function still(places: readonly number[], now: S): number | undefined {
      return places.find(place => {
        const { input, output } = history[place]!
        const next = output === undefined ? undefined : model.after(now, input, output)
        return next !== undefined && model.key(next) === model.key(now)
      })
    }
  }
  return search(new Set(), model.initial) ? { ok: true } : { ok: false, explained: best.count, stuckAt: best.stuckAt }
}

/** Those that may come next: they began before any other that has not come yet was answered. */
function openCalls<I, O>(history: readonly Called<I, O>[], done: ReadonlySet<number>): number[] {
  let firstAnswer = Number.POSITIVE_INFINITY
  for (const [place, { to, output }] of history.entries())
    if (output !== undefined && !done.has(place) && to < firstAnswer) firstAnswer = to
  const open: number[] = []
  for (const [place, { from }] of history.entries()) {
    if (from > firstAnswer) break
    if (!done.has(place)) open.push(place)
  }
  return open
}
