import { explainDefinition } from '@pasos/asl'
import { type Command, Option } from 'commander'
import { inJson } from './in-json.ts'
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
    .option('--json', 'print it as JSON')
    .action(async (file: string, { lang, json }: { lang: Language; json?: boolean }) => {
      const text = file === STDIN ? await standardInput() : await readDefinition(file)
      const explained = explainDefinition(parseMachine(text, file), lang)
      process.stdout.write(json ? inJson('pasos.explain/1', { language: lang, text: explained }) : explained)
    })
}
