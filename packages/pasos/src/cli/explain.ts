import { explainDefinition } from '@pasos/asl'
import type { Command } from 'commander'
import { inJson } from './in-json.ts'
import { terminalLanguage } from './language.ts'
import { readDefinition } from './read-definition.ts'
import { parseMachine } from './read-text.ts'
import { standardInput } from './standard-input.ts'
import { STDIN } from './validate/validate-sources.ts'

/** `pasos explain FILE`: a definition in plain words. */
export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .description('tell in plain words what a definition does')
    .argument('<file>', 'a definition in JSON or YAML, - for standard input')
    .option('--json', 'print it as JSON')
    .action(async (file: string, { json }: { json?: boolean }) => {
      const text = file === STDIN ? await standardInput() : await readDefinition(file)
      const language = terminalLanguage()
      const explained = explainDefinition(parseMachine(text, file), language)
      process.stdout.write(json ? inJson('pasos.explain/1', { language, text: explained }) : explained)
    })
}
