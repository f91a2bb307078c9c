import { type MockConfig, MockConfigError, readMockConfig } from '../server/mocks/mock-config.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'
import { readText } from './read-text.ts'

/**
 * The mocks in a file as Step Functions Local reads it.
 * @param pick what is wanted of them
 * @throws CommandError naming the file and what is wrong with it
 */
export function mocksIn<T = MockConfig>(file: string, pick: (config: MockConfig) => T): T {
  const text = readText(file)
  try {
    return pick(readMockConfig(text))
  } catch (error) {
    if (!(error instanceof MockConfigError)) throw error
    throw new CommandError(message('mocksUnreadable', { file, reason: error.message }), EXIT.usage)
  }
}
