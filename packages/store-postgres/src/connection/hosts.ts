const form = /^(postgres(?:ql)?:\/\/(?:[^@/]*@)?)([^/?]*)(.*)$/

/**
 * The addresses of a PostgreSQL given as one URL, in the order in which they are tried: `postgres://h1:5432,h2/name` has two hosts.
 * Throws when it is no such URL.
 */
export function hostsOf(url: string): string[] {
  const [, before, hosts, after] = form.exec(url) ?? []
  if (before === undefined || hosts === undefined) throw new Error('A PostgreSQL is named by a URL like postgres://user@host:5432/name.')
  return hosts.split(',').map(host => `${before}${host}${after}`)
}

/** The URL as it may be shown: without its password. */
export function withoutPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^:@/]*):[^@/]*@/, '$1@').replace(/([?&]password=)[^&]*/, '$1…')
}
