import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What `r` gives a machine: `NAME.input.json` beside it, where it is. */
export function inputFor(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file.replace(/\.asl\.(json|ya?ml)$/i, '.input.json')), 'utf8')
  } catch {
    return '{}'
  }
}
