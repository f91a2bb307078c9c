import { type CheckOptions, checkDefinition, describeFinding } from '@pasos/asl'
import type { Remark } from './json-editor.tsx'

export interface CheckQuestion {
  id: number
  definition: string
  language: 'en' | 'es'
  options: Pick<CheckOptions, 'type' | 'substitutions'>
}

/** Checks definitions away from the page's own thread, with the same rules as the server, and says what to do in the reader's language. */
self.addEventListener('message', (event: MessageEvent<CheckQuestion>) => {
  const { id, definition, language, options } = event.data
  const findings = checkDefinition(definition, options).map(
    (finding): Remark => ({
      from: finding.range?.start.offset ?? 0,
      to: finding.range?.end.offset ?? 0,
      severity: finding.severity === 'ERROR' ? 'error' : 'warning',
      message: finding.message,
      advice: describeFinding(finding, language).advice,
    }),
  )
  self.postMessage({ id, findings })
})
