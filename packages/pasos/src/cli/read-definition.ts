import { CommandError, EXIT } from './exit-codes.ts'
import { readText } from './read-text.ts'

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
