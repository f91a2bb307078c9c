/** Why this node can't be one of the cluster, in one line for people. */
export class NodeAddressError extends Error {
  override readonly name = 'NodeAddressError'
}

/** A node as it is registered: by its machine's name and its process's number, and where it is reached. */
interface Registered {
  name: string
  url: string | null
}

/** @throws NodeAddressError where nodes on several machines would look for each other on their own */
export function assertReachable(own: Registered, nodes: readonly Registered[]): void {
  const stranger = nodes.find(({ name, url }) => machineOf(name) !== machineOf(own.name) && (isLoopback(url) || isLoopback(own.url)))
  if (!stranger) return
  const who = isLoopback(own.url) ? own.name : stranger.name
  throw new NodeAddressError(
    `There are nodes on ${machineOf(own.name)} and on ${machineOf(stranger.name)}, and ${who} is reached on its own machine alone. Start each with --node-address HOST:PORT, by which the others reach it.`,
  )
}

function machineOf(name: string): string {
  return name.replace(/:\d+$/, '')
}

function isLoopback(url: string | null): boolean {
  return url !== null && /^http:\/\/(127\.|\[::1\]|localhost[:/])/.test(url)
}
