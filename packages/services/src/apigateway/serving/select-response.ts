import { RE2JS } from 're2js'
import type { IntegrationResponseRecord } from '../records/api-record.ts'

/** A pattern that must match the whole text; nothing when it is none. Patterns come from users: in time that grows with the text alone. */
export function compileSelection(pattern: string): ((text: string) => boolean) | undefined {
  try {
    const compiled = RE2JS.compile(pattern, RE2JS.DOTALL)
    return text => compiled.matches(text)
  } catch {
    return undefined
  }
}

/** The integration response whose pattern matches, else the one without a pattern. Without a text to match only the latter is asked. */
export function selectResponse(
  responses: Record<string, IntegrationResponseRecord>,
  text: string | undefined,
): IntegrationResponseRecord | undefined {
  const all = Object.values(responses)
  const isDefault = ({ selectionPattern = '' }: IntegrationResponseRecord) => selectionPattern === ''
  const matching = all.find(one => !isDefault(one) && text !== undefined && compileSelection(one.selectionPattern ?? '')?.(text))
  return matching ?? all.find(isDefault)
}
