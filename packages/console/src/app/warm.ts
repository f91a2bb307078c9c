const graph = () => import('../graph/machine-view.tsx')

/** What the first page of a visit will ask for, by its address. */
const NEEDS: [address: RegExp, loads: (() => Promise<unknown>)[]][] = [
  [/^\/$/, [() => import('../pages/home.tsx'), graph]],
  [/^\/executions$/, [() => import('../pages/executions.tsx')]],
  [/^\/executions\/./, [() => import('../pages/execution.tsx'), graph]],
  [/^\/state-machines$/, [() => import('../pages/machines.tsx')]],
  [/^\/state-machines\/[^/]+$/, [() => import('../pages/machine.tsx')]],
]

/** Fetches the chunks of an address while the language is still on its way, so that one wait does not follow the other. */
export function warm(path: string): void {
  const [, loads = []] = NEEDS.find(([address]) => address.test(path)) ?? []
  // A chunk that does not come is told where the page asks for it.
  for (const load of loads) load().catch(() => undefined)
}
