import { convertMachine } from '@pasos/asl'
import type { Command } from 'commander'
import { EXIT } from './exit-codes.ts'
import { message } from './messages.ts'
import { readDefinition } from './read-definition.ts'
import { parseMachine } from './read-text.ts'
import { standardInput } from './standard-input.ts'
import { STDIN } from './validate/validate-sources.ts'

/** `pasos convert FILE`: a definition in JSONata in place of JSONPath. What has no counterpart stays, is told, and ends it with 1. */
export function addConvertCommand(program: Command): void {
  program
    .command('convert')
    .description('write a definition in JSONata in place of JSONPath')
    .argument('<file>', 'a definition in JSON or YAML, - for standard input')
    .option('--state <name...>', 'only these states')
    .action(async (file: string, { state }: { state?: string[] }) => {
      const text = file === STDIN ? await standardInput() : await readDefinition(file)
      const { definition, refusals } = convertMachine(parseMachine(text, file), state && new Set(state))
      process.stdout.write(`${JSON.stringify(definition, null, 2)}\n`)
      for (const { state: name, reason, what } of refusals) {
        process.stderr.write(`${message('notConverted', { state: name, reason: message(`convert.${reason}`, { what }) })}\n`)
      }
      if (refusals.length > 0) process.exitCode = EXIT.failed
    })
}
