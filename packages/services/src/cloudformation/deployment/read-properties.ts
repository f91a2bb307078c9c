import type { JsonObject } from '@pasos/asl'

/** The same properties, and the names of those that nobody has read of them, but for those that are read `later`. */
export function readProperties(properties: JsonObject, later: readonly string[] = []): { properties: JsonObject; unread(): string[] } {
  const read = new Set<string | symbol>(later)
  const watched = new Proxy(properties, {
    get(target, name, receiver) {
      read.add(name)
      return Reflect.get(target, name, receiver)
    },
  })
  return { properties: watched, unread: () => Object.keys(properties).filter(name => !read.has(name)) }
}
