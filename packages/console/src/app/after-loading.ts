import type { AroundNavHandler } from 'wouter'

/** A click must have an effect within a second: a page whose code takes longer is shown as it is. */
const PATIENCE_MS = 1_000

/** Goes to another page once its code is there, so that the old one stays until the new one can be drawn. Who goes on meanwhile goes only there. */
export function afterLoading(load: (address: string) => Promise<void>): AroundNavHandler {
  let latest = 0
  return (navigate, to, options) => {
    const from = location.pathname
    const mine = ++latest
    // What an address says of its own page is heard at once.
    if (new URL(to, location.href).pathname === from) return navigate(to, options)
    const go = () => {
      if (mine !== latest || location.pathname !== from) return
      latest++
      navigate(to, options)
    }
    setTimeout(go, PATIENCE_MS)
    // A page that cannot be loaded says so itself.
    load(to).then(go, go)
  }
}
