import { type Command, Option } from 'commander'
import { CommandError, EXIT } from './exit-codes.ts'
import { inJson } from './in-json.ts'
import { message } from './messages.ts'
import { readDefinition } from './read-definition.ts'
import { standardInput } from './standard-input.ts'
import { STDIN } from './validate/validate-sources.ts'
import { writeText } from './write-text.ts'

interface GraphOptions {
  output?: string
  format: 'svg' | 'mermaid'
  json?: boolean
}

/** `pasos graph FILE`: the picture that the console draws, without a server. */
export function addGraphCommand(program: Command): void {
  program
    .command('graph')
    .description('draw the graph of a definition as an SVG image or in Mermaid')
    .argument('<file>', 'a definition in JSON or YAML, - for standard input')
    .option('--output <file>', 'the file to write instead of standard output')
    .addOption(new Option('--format <format>', 'how to draw it').choices(['svg', 'mermaid']).default('svg'))
    .option('--json', 'print its states and transitions as JSON')
    .action(async (file: string, { output, format, json }: GraphOptions) => {
      // Only here, for the layout is not small and no other command needs it.
      const { mermaidOf, pictureOf, scopesOf } = await import('@pasos/graph/picture')
      const definition = file === STDIN ? await standardInput() : await readDefinition(file)
      const scopes = json ? scopesOf(definition) : undefined
      const drawn = json
        ? scopes && inJson('pasos.graph/1', { scopes })
        : format === 'svg'
          ? pictureOf(definition)?.svg
          : mermaidOf(definition)
      if (drawn === undefined) throw new CommandError(message('noGraph', { file }), EXIT.usage)
      const text = `${drawn.trimEnd()}\n`
      if (output === undefined) process.stdout.write(text)
      else writeText(output, text)
    })
}
