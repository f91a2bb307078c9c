import type { Service } from './service.ts'

/**
 * The services with these scopes and those they cannot do without, in the order of `all`. Without scopes: all.
 * @throws Error naming a scope that no service has
 */
export function chooseServices(all: readonly Service[], scopes: readonly string[] | undefined): readonly Service[] {
  if (scopes === undefined) return all
  const chosen = new Set<string>()
  const choose = (scope: string): void => {
    if (chosen.has(scope)) return
    const service = all.find(candidate => candidate.scope === scope)
    if (!service) throw new Error(`There is no service ${scope}: choose among ${all.map(known => known.scope).join(', ')}`)
    chosen.add(scope)
    service.consumes?.forEach(choose)
  }
  scopes.forEach(choose)
  return all.filter(({ scope }) => chosen.has(scope))
}
