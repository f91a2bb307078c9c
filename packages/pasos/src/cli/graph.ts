import { readFileSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'
import { standardInput } from './standard-input.ts'
import { STDIN } from './validate-sources.ts'

/** `pasos graph FILE`: the picture that the console draws, without a server. */
export function addGraphCommand(program: Command): void {
  program
    .command('graph')
    .description('draw the graph of a definition as an SVG image')
    .argument('<file>', 'a definition in the Amazon States Language, - for standard input')
    .option('--output <file>', 'the file to write instead of standard output')
    .action(async (file: string, { output }: { output?: string }) => {
      // Only here, for the layout is not small and no other command needs it.
      const { pictureOf } = await import('@pasos/graph/picture')
      const picture = pictureOf(file === STDIN ? await standardInput() : read(file))
      if (!picture) throw new CommandError(message('noGraph', { file }), EXIT.usage)
      if (output === undefined) process.stdout.write(`${picture.svg}\n`)
      else write(output, `${picture.svg}\n`)
    })
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandError(message('fileUnreadable', { file, reason: (error as Error).message }), EXIT.usage)
  }
}

function write(file: string, svg: string): void {
  try {
    writeFileSync(file, svg)
  } catch (error) {
    throw new CommandError(message('fileUnwritable', { file, reason: (error as Error).message }), EXIT.failed)
  }
}
