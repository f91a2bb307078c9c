import type { Command } from 'commander'
import { terminalLanguage } from './language.ts'

/** `pasos lsp`: what an editor asks of a definition or a template, by the Language Server Protocol on standard input and output. */
export function addLspCommand(program: Command, version: string): void {
  program
    .command('lsp')
    .description(
      'serve editors: diagnostics, completion, hover and go to state, by the Language Server Protocol on standard input and output',
    )
    .option('--stdio', 'what editors say; there is no other way')
    .action(async () => {
      const { lspMethods } = await import('../lsp/lsp-methods.ts')
      const { serveFramed } = await import('../rpc/serve-framed.ts')
      await serveFramed(notify => lspMethods(notify, version, terminalLanguage()), process.stdin, process.stdout)
      // An editor may hold the pipe open after it has said goodbye.
      process.stdin.destroy()
    })
}
