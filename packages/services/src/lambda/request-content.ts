import { JsonSyntaxError, parseJsonSource } from '@pasos/asl'
import { badRequestContent } from './errors.ts'

/** @throws InvalidRequestContentException in the words of AWS's parser, where a payload is no JSON */
export function checkJson(payload: string): void {
  try {
    JSON.parse(payload)
  } catch (error) {
    throw badRequestContent(`Could not parse request body into json: ${problemOf(payload, error)}`)
  }
}

/** @throws InvalidRequestContentException */
export function checkClientContext(context: string | undefined): void {
  if (context === undefined) return
  try {
    if (/^[A-Za-z0-9+/]+={0,2}$/.test(context) && typeof JSON.parse(Buffer.from(context, 'base64').toString()) === 'object') return
  } catch {
    // Refused below.
  }
  throw badRequestContent('Client context must be a valid Base64-encoded JSON object.')
}

/** AWS's parser reads bytes here, and says so. */
function problemOf(payload: string, error: unknown): string {
  try {
    parseJsonSource(payload)
  } catch (found) {
    if (found instanceof JsonSyntaxError) return found.message.replaceAll('[Source: (String)', '[Source: (byte[])')
  }
  return error instanceof Error ? error.message : String(error)
}
