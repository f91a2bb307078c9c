import { Datum } from '../machine/datum.ts'
import type { MapRunFailure, MapRunSpec } from './map-run.ts'
import { type EndedChild, resultTexts, transformationOf } from './shape-results.ts'

/** Gathers the results of a Map Run whose writer nobody serves: a list of its children's outputs, in the order of the items. */
export interface Gathering {
  /** False when there is no use in more: the list is too long already. */
  add(child: EndedChild): boolean
  result(): { text: string; failure?: undefined } | { text?: undefined; failure: MapRunFailure }
}

/** @param mostBytes of UTF-8 that a state's output may have */
export function gatherResults({ state, writer }: Pick<MapRunSpec, 'state' | 'writer'>, mostBytes: number): Gathering {
  const resource = writer?.resource
  if (resource !== undefined) return { add: () => false, result: () => ({ failure: notServed(resource) }) }
  const transformation = transformationOf(writer)
  const texts: string[] = []
  let bytes = 2
  return {
    add(child) {
      for (const text of resultTexts(child, transformation)) {
        bytes += new Datum(null, text).byteLength + (texts.length > 0 ? 1 : 0)
        if (bytes > mostBytes) return false
        texts.push(text)
      }
      return true
    },
    result: () => (bytes > mostBytes ? { failure: tooLarge(state) } : { text: `[${texts.join(',')}]` }),
  }
}

function notServed(resource: string): MapRunFailure {
  return { error: 'States.ResultWriterFailed', cause: `The resource '${resource}' is not available here.` }
}

function tooLarge(state: string): MapRunFailure {
  const cause = `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`
  return { error: 'States.DataLimitExceeded', cause }
}
