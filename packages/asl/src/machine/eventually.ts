/**
 * A value now, or a promise of it when a JSONata expression has to be awaited. JSONPath programs never see a promise: chaining with
 * {@link after} costs them a function call instead of a microtask.
 */
export type Eventually<T> = T | Promise<T>

export function after<T, R>(value: Eventually<T>, next: (value: T) => Eventually<R>): Eventually<R> {
  return value instanceof Promise ? value.then(next) : next(value)
}

/** Runs `action`; what it throws, now or later, goes to `recover`. */
export function attempt<R>(action: () => Eventually<R>, recover: (reason: unknown) => Eventually<R>): Eventually<R> {
  try {
    const result = action()
    return result instanceof Promise ? result.catch(recover) : result
  } catch (reason) {
    return recover(reason)
  }
}
