import { readFileSync } from 'node:fs'
import { type MockConfig, MockConfigError, readMockConfig } from '../server/mocks/mock-config.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'

/**
 * The mocks in a file as Step Functions Local reads it.
 * @param pick what is wanted of them
 * @throws CommandError naming the file and what is wrong with it
 */
export function mocksIn<T = MockConfig>(file: string, pick: (config: MockConfig) => T): T {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandError(message('fileUnreadable', { file, reason: (error as Error).message }), EXIT.usage)
  }
  try {
    return pick(readMockConfig(text))
  } catch (error) {
    if (!(error instanceof MockConfigError)) throw error
    throw new CommandError(message('mocksUnreadable', { file, reason: error.message }), EXIT.usage)
  }
}
