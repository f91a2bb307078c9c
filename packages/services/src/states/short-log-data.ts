import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'

/** Developer guide, "CloudWatch Logs payloads": an escaped input or output that is longer than 248 KB is cut, and its details say so. */
const mostBytes = 248 * 1024
/** What a character takes at most: as `\u001f`. */
const mostBytesOfCharacter = 6

/** Details of an event as a log has them: what is too long in them is cut. */
export function withShortData(details: JsonObject): JsonObject {
  const input = shortened(details['input'])
  const output = shortened(details['output'])
  if (input === undefined && output === undefined) return details
  return {
    ...details,
    ...(input !== undefined && { input, inputDetails: cut(details['inputDetails']) }),
    ...(output !== undefined && { output, outputDetails: cut(details['outputDetails']) }),
  }
}

function cut(details: Json | undefined): JsonObject {
  return { ...(isJsonObject(details) ? details : {}), truncated: true }
}

/** What a log has of a text in its place; undefined when it is short enough. */
function shortened(text: Json | undefined): string | undefined {
  if (typeof text !== 'string' || text.length * mostBytesOfCharacter <= mostBytes) return undefined
  if (escapedBytes(text) <= mostBytes) return undefined
  let end = 0
  let bytes = 0
  for (const character of text) {
    bytes += escapedBytes(character)
    if (bytes > mostBytes) break
    end += character.length
  }
  return text.slice(0, end)
}

function escapedBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - '""'.length
}
