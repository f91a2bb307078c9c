import type { JsonObject } from '@pasos/asl'

/** The same properties, and the names of those that nobody has read of them. */
export function readProperties(properties: JsonObject): { properties: JsonObject; unread(): string[] } {
  const read = new Set<string | symbol>()
  const watched = new Proxy(properties, {
    get(target, name, receiver) {
      read.add(name)
      return Reflect.get(target, name, receiver)
    },
  })
  return { properties: watched, unread: () => Object.keys(properties).filter(name => !read.has(name)) }
}
