import { convertMachine, type JsonObject, parseJson } from '@pasos/asl'
import type { Clip } from '@pasos/graph'

/** Copied states outlive the page, so that they can be pasted into another machine. */
const CLIPBOARD = 'pasos.clipboard'

export function keepClip(clip: Clip): void {
  localStorage.setItem(CLIPBOARD, JSON.stringify(clip))
}

/** What was copied last; undefined where nothing was, or where what is kept is no clip. */
export function keptClip(): Clip | undefined {
  try {
    const clip = JSON.parse(localStorage.getItem(CLIPBOARD) ?? 'null') as Clip | null
    return clip && Object.values(clip.states).every(state => typeof state === 'string') ? clip : undefined
  } catch {
    return undefined
  }
}

/**
 * Copied states as they can stand in a machine of that query language. AWS lets a JSONPath machine have states in JSONata, but not the other
 * way round: there they are converted, and what has no counterpart stays for the check to tell.
 */
export function clipFor(clip: Clip, language: 'JSONPath' | 'JSONata'): Clip {
  const from = clip.language === 'JSONata' ? 'JSONata' : 'JSONPath'
  if (from === language) return clip
  const states = Object.entries(clip.states).map(([name, text]) => [name, parseJson(text) as JsonObject] as const)
  if (language === 'JSONPath')
    return written(
      clip,
      states.map(([name, state]) => [name, inJsonata(state)] as const),
    )
  const { definition } = convertMachine({ StartAt: clip.startAt, States: Object.fromEntries(states) })
  return written(clip, Object.entries((definition as { States: Record<string, JsonObject> }).States))
}

/** The state, and those inside it, that say of themselves that they are in JSONata: a container does not say it for what it contains. */
function inJsonata(state: JsonObject): JsonObject {
  const { Type: type, QueryLanguage: own = 'JSONata', ...rest } = state
  const copy: JsonObject = { ...(type === undefined ? {} : { Type: type }), QueryLanguage: own, ...rest }
  for (const scope of [copy['Branches'], copy['ItemProcessor'], copy['Iterator']].flat()) {
    const states = (scope as JsonObject | null | undefined)?.['States'] as Record<string, JsonObject> | undefined
    for (const [name, inner] of Object.entries(states ?? {})) states![name] = inJsonata(inner)
  }
  return copy
}

function written(clip: Clip, states: readonly (readonly [string, JsonObject])[]): Clip {
  return { ...clip, states: Object.fromEntries(states.map(([name, state]) => [name, JSON.stringify(state, null, 2)])) }
}
