import { readFileSync } from 'node:fs'
import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { CommandError, EXIT } from './exit-codes.ts'
import { type Language, terminalLanguage } from './language.ts'
import { message } from './messages.ts'

/** @throws CommandError for a file that cannot be read */
export function readText(file: string, language: Language = terminalLanguage()): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw unreadable(file, error, language)
  }
}

/** What to say of a file that could not be read, or is not what it should be. */
export function unreadable(file: string, error: unknown, language: Language = terminalLanguage()): CommandError {
  const { code, message: reason } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return new CommandError(message('noFile', { file }, language), EXIT.usage)
  return new CommandError(message('fileUnreadable', { file, reason }, language), EXIT.usage)
}

/** The JSON that a text of a file is. @throws CommandError for one that is none */
export function parseText<T>(text: string, file: string): T {
  try {
    return JSON.parse(text) as T
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** The definition that a text is. @throws CommandError for one that is no state machine */
export function parseMachine(text: string, file: string): JsonObject {
  const value = parseText<Json>(text, file)
  if (isJsonObject(value) && isJsonObject(value['States'] ?? null)) return value
  throw new CommandError(message('noStateMachine', { file }), EXIT.usage)
}
