import type { Change } from '../project/deploy-project.ts'
import { message } from './messages.ts'

const SIGNS: Record<Change['what'], string> = { created: '+', updated: '✓', unchanged: '=', deleted: '-', refused: '✗' }

/** What was done for one thing, in a line: `✓ order: Charge changed — 12 ms`. */
export function changeLine({ kind, name, what, detail, ms }: Change): string {
  const said =
    what === 'refused' ? detail : what === 'updated' && detail !== undefined ? message('statesChanged', { states: detail }) : message(what)
  return `${SIGNS[what]} ${message(kind === 'function' ? 'aFunction' : 'aMachine')} ${name}: ${said} — ${ms} ms`
}
