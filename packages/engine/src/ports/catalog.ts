/**
 * Everything that is configuration: state machines, versions, aliases, activities, functions, roles, policies, log groups' settings.
 * Held in memory, so reads are synchronous and cheap; a change is visible once it is on disk, and changes of one key queue up.
 * `kind` is the entity's name (`stateMachine`, `role`, …); `key` includes account and region where the entity has them.
 */
export interface Catalog {
  get<T>(kind: string, key: string): T | undefined
  /** All whose key begins with `prefix`, in the order of their keys. */
  list<T>(kind: string, prefix?: string): T[]
  /** Reads, decides and writes as one: `change` gets the present value and returns the next one (`undefined` deletes) or throws to leave it. */
  update<T, R>(kind: string, key: string, change: (current: T | undefined) => { next: T | undefined; result: R }): Promise<R>
}
