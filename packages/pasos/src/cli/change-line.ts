import type { Change } from '../project/deploy-project.ts'
import { message } from './messages.ts'

const SIGNS: Record<Change['what'], string> = { created: '+', updated: '✓', unchanged: '=', deleted: '-', refused: '✗' }

/** What was done for one thing, in a line: `✓ order: Charge changed — 12 ms`. */
export function changeLine({ kind, name, what, detail = '', unfilled, ms }: Change): string {
  const refusal =
    unfilled === undefined
      ? detail
      : message(unfilled.includes('${unknown}') ? 'placeholderComputed' : 'placeholderLeft', { reason: detail, names: unfilled.join(', ') })
  const said =
    what === 'refused' ? refusal : what === 'updated' && detail !== '' ? message('statesChanged', { states: detail }) : message(what)
  return `${SIGNS[what]} ${message(kind === 'function' ? 'aFunction' : 'aMachine')} ${name}: ${said} — ${ms} ms`
}
