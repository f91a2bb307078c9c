import { readlinkSync, realpathSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** What a link leads to, though it be gone; the link itself where it is gone. */
export function targetOf(link: string): string {
  try {
    return realpathSync(link)
  } catch {
    try {
      return resolve(dirname(link), readlinkSync(link))
    } catch {
      return link
    }
  }
}
