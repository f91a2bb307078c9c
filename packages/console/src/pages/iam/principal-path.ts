import type { PrincipalKind } from '../../api/iam.ts'

export function principalPath(kind: PrincipalKind, name: string): string {
  return `/iam/${kind === 'Role' ? 'roles' : 'users'}/${encodeURIComponent(name)}`
}

/** Where it is asked why a call is refused. */
export function whyDeniedPath(principal: string, action: string, resource: string): string {
  return `/iam?${new URLSearchParams({ tab: 'simulate', principal, action, resource })}`
}
