import {
  checkDefinition,
  hasErrors,
  invalidDefinitionMessage,
  JsonSyntaxError,
  parseJsonSource,
  validateResult,
  type WhyNotRun,
} from '@pasos/asl'
import { inputShape, sdkActions } from '@pasos/models'
import type { LanguageChecks } from './dependencies.ts'

/** The checks of `@pasos/asl`; with `whyNotRun`, advice on what this server could not run. */
export function languageChecksWith(whyNotRun?: WhyNotRun): LanguageChecks {
  return {
    refuse(definition, type) {
      const findings = checkDefinition(definition, { type, sdkActions, inputShape })
      return hasErrors(findings) ? invalidDefinitionMessage(findings) : undefined
    },
    validate: (definition, type, options) =>
      validateResult(checkDefinition(definition, { type, sdkActions, inputShape, ...(whyNotRun && { whyNotRun }) }), options),
    jsonProblem,
  }
}

export const languageChecks: LanguageChecks = languageChecksWith()

/** AWS tells the exception of its parser, Jackson, as Java prints it: class and message. */
function jsonProblem(text: string): string | undefined {
  if (isJson(text)) return undefined
  try {
    parseJsonSource(text)
    return undefined
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    return `${javaClass(error.message)}: ${error.message}`
  }
}

/** The fast way for what nearly always is JSON. What may be nested deeper than AWS's parser goes is left to the thorough one. */
function isJson(text: string): boolean {
  if (mayBeTooDeep(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const MAX_DEPTH = 1000

function mayBeTooDeep(text: string): boolean {
  if (text.length <= MAX_DEPTH) return false
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 0x5b || code === 0x7b) {
      if (++depth > MAX_DEPTH) return true
    } else if (code === 0x5d || code === 0x7d) depth--
  }
  return false
}

function javaClass(message: string): string {
  if (message.startsWith('No content')) return 'com.fasterxml.jackson.databind.exc.MismatchedInputException'
  if (message.startsWith('Unexpected end-of-input')) return 'com.fasterxml.jackson.core.io.JsonEOFException'
  if (message.startsWith('Document nesting depth')) return 'com.fasterxml.jackson.core.exc.StreamConstraintsException'
  return 'com.fasterxml.jackson.core.JsonParseException'
}
