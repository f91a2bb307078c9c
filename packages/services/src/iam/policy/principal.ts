import { listOf, type PrincipalElement } from './policy-document.ts'

/** Who asks to assume a role. */
export type Principal =
  | { service: string }
  /** An identity provider, for somebody it vouches for. */
  | { federated: string }
  /** `arns`: every name the caller has, from the session to the account's root; the account is trusted as a whole when its root is. */
  | { accountId: string; arns: readonly string[] }

export type PrincipalMatcher = (principal: Principal | undefined) => boolean

/** Identity-based statements have no Principal: they are about whoever holds them. */
export function compilePrincipal(included: PrincipalElement | undefined, excluded: PrincipalElement | undefined): PrincipalMatcher {
  if (included !== undefined) {
    const matches = compileElement(included)
    return principal => principal !== undefined && matches(principal)
  }
  if (excluded !== undefined) {
    const matches = compileElement(excluded)
    return principal => principal !== undefined && !matches(principal)
  }
  return () => true
}

function compileElement(element: PrincipalElement): (principal: Principal) => boolean {
  if (element === '*') return () => true
  const services = new Set(listOf(element['Service']).map(globalService))
  const accounts = listOf(element['AWS'])
  const providers = listOf(element['Federated'])
  return principal => {
    if ('service' in principal) return services.has(globalService(principal.service)) || services.has('*')
    if ('federated' in principal) return providers.includes(principal.federated)
    return accounts.some(name => name === '*' || (rootOf(name) ?? name) === principal.accountId || principal.arns.includes(name))
  }
}

/** The account that a name such as `arn:aws-cn:iam::123456789012:root` stands for, whatever its partition. */
function rootOf(name: string): string | undefined {
  return /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(name)?.[1]
}

/** `states.eu-west-3.amazonaws.com` is `states.amazonaws.com` in one region; we are every region. */
export function globalService(service: string): string {
  return service.toLowerCase().replace(/^([a-z0-9-]+)\.[a-z]{2}(?:-[a-z]+)+-\d\.(amazonaws\.com)$/, '$1.$2')
}
