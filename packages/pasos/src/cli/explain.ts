import { explainDefinition } from '@pasos/asl'
import { type Command, Option } from 'commander'
import { type Language, terminalLanguage } from './language.ts'
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
    .addOption(new Option('--lang <language>', 'of the explanations').choices(['en', 'es']).default(terminalLanguage()))
    .action(async (file: string, { lang }: { lang: Language }) => {
      const text = file === STDIN ? await standardInput() : await readDefinition(file)
      process.stdout.write(explainDefinition(parseMachine(text, file), lang))
    })
}
