/**
 * Everything that is configuration: state machines, versions, aliases, activities, functions, roles, policies, log groups' settings.
 * A replica in memory, so reads are synchronous and cheap; a change is visible once it is on disk, and changes of one key queue up.
 * `kind` is the entity's name (`stateMachine`, `role`, …); `key` includes account and region where the entity has them.
 */
export interface Catalog {
  get<T>(kind: string, key: string): T | undefined
  /** All whose key begins with `prefix`, in the order of their keys. */
  list<T>(kind: string, prefix?: string): T[]
  /**
   * Compares and sets: `change` gets the present value and returns the next one (`undefined` deletes) or throws to leave it. It is asked
   * again when the value was changed meanwhile by another process on the same store.
   */
  update<T, R>(kind: string, key: string, change: (current: T | undefined) => { next: T | undefined; result: R }): Promise<R>
  /** Grows with every change that is visible here: what was derived from the catalog is good for as long as it stays. */
  readonly revision: number
  /** Told of each change once it is visible; answers how to stop. */
  watch(listener: (change: { kind: string; key: string }) => void): () => void
}
