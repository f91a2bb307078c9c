import { readFileSync } from 'node:fs'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'

/** The text of a definition's file. YAML becomes JSON; JSON stays as it is written, so that what the server says of it is said of that. */
export async function readDefinition(file: string): Promise<string> {
  const text = readText(file)
  if (file.toLowerCase().endsWith('.json')) return text
  const { readSource, SourceError } = await import('@pasos/test')
  try {
    return readSource(text, file).text
  } catch (error) {
    throw error instanceof SourceError ? new CommandError(error.message, EXIT.usage) : error
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandError(message('fileUnreadable', { file, reason: (error as Error).message }), EXIT.usage)
  }
}
