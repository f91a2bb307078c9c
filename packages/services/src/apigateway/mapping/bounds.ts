/** A template asks for more than a request may take. */
export class MappingFailed extends Error {}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html: iterations of a loop, and a payload. */
export const mostIterations = 1_000
export const mostCharacters = 10 * 1024 * 1024
/** Ours, as loops may stand in loops, and texts be put together over and over: about a second. */
export const mostSteps = 1_000_000

/** The same text. @throws MappingFailed where it is too long */
export function bounded(text: string): string {
  if (text.length > mostCharacters) throw tooLong()
  return text
}

export function tooLong(): MappingFailed {
  return new MappingFailed('What a mapping template makes is too long.')
}
