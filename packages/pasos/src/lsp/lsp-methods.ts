import type { FindingLanguage } from '@pasos/asl'
import type { RpcMethods } from '../rpc/json-rpc.ts'
import type { Notify } from '../rpc/serve-framed.ts'
import { codeActions } from './code-actions.ts'
import { diagnosticsOf } from './diagnostics.ts'
import { hoverText, OpenDocument, pathCompletions } from './open-document.ts'
import type { LspPosition, LspRange } from './positions.ts'
import { prepareRename, references, rename } from './state-names.ts'

interface At {
  textDocument: { uri: string }
  position: LspPosition
}

/** Whoever types is told when they pause: a large definition takes longer to check than a key to press. */
const SETTLE_MS = 40

const KIND = { variable: 6, field: 5, state: 13 } as const

/** A language server for definitions and for templates that hold some. https://microsoft.github.io/language-server-protocol */
export function lspMethods(notify: Notify, version: string, language: FindingLanguage): RpcMethods {
  const open = new Map<string, OpenDocument>()
  const publish = (document: OpenDocument) =>
    notify('textDocument/publishDiagnostics', { uri: document.uri, diagnostics: diagnosticsOf(document, language) })
  const timers = new Map<string, NodeJS.Timeout>()
  const publishSoon = (document: OpenDocument) => {
    clearTimeout(timers.get(document.uri))
    timers.set(
      document.uri,
      setTimeout(() => publish(document), SETTLE_MS),
    )
  }
  return {
    initialize: () => ({
      capabilities: {
        textDocumentSync: { openClose: true, change: 1 },
        completionProvider: { triggerCharacters: ['"', "'", '$', '.', ' '] },
        hoverProvider: true,
        definitionProvider: true,
        documentSymbolProvider: true,
        referencesProvider: true,
        renameProvider: { prepareProvider: true },
        codeActionProvider: { codeActionKinds: ['quickfix'] },
      },
      serverInfo: { name: 'pasos', version },
    }),
    initialized: () => undefined,
    shutdown: () => null,
    'textDocument/didOpen': ({ textDocument: { uri, text } }: { textDocument: { uri: string; text: string } }) => {
      const document = new OpenDocument(uri, text)
      open.set(uri, document)
      publish(document)
    },
    'textDocument/didChange': (change: { textDocument: { uri: string }; contentChanges: { text: string }[] }) => {
      const document = open.get(change.textDocument.uri)
      const text = change.contentChanges.at(-1)?.text
      if (document === undefined || text === undefined) return
      document.change(text)
      publishSoon(document)
    },
    'textDocument/didClose': ({ textDocument: { uri } }: At) => {
      open.delete(uri)
      clearTimeout(timers.get(uri))
      timers.delete(uri)
      notify('textDocument/publishDiagnostics', { uri, diagnostics: [] })
    },
    'textDocument/completion': (at: At) => withDocument(open, at, completions) ?? [],
    'textDocument/hover': (at: At) => withDocument(open, at, hover) ?? null,
    'textDocument/definition': (at: At) => withDocument(open, at, definition) ?? null,
    'textDocument/references': ({ context, ...at }: At & { context?: { includeDeclaration?: boolean } }) =>
      withDocument(open, at, (document, offset) => references(document, offset, context?.includeDeclaration !== false)) ?? [],
    'textDocument/prepareRename': (at: At) => withDocument(open, at, prepareRename) ?? null,
    'textDocument/rename': ({ newName, ...at }: At & { newName: string }) =>
      withDocument(open, at, (document, offset) => rename(document, offset, newName)) ?? null,
    'textDocument/codeAction': ({ textDocument: { uri }, range }: { textDocument: { uri: string }; range: LspRange }) => {
      const document = open.get(uri)
      return document === undefined ? [] : codeActions(document, range, language)
    },
    'textDocument/documentSymbol': ({ textDocument: { uri } }: At) => {
      const document = open.get(uri)
      return document === undefined ? [] : symbols(document)
    },
  }
}

function withDocument<T>(
  open: ReadonlyMap<string, OpenDocument>,
  at: At,
  answer: (document: OpenDocument, offset: number) => T,
): T | undefined {
  const document = open.get(at.textDocument.uri)
  return document && answer(document, document.positions.offset(at.position))
}

function completions(document: OpenDocument, offset: number): object[] {
  const before = document.text.slice(document.text.lastIndexOf('\n', offset - 1) + 1, offset)
  const state = document.stateAt(offset)
  const asked = /(?:^|[\s{,"'])(Next|Default|StartAt)["']?\s*:\s*["']?([^"',}]*)$/.exec(before)?.[1]
  if (asked !== undefined) {
    const outermost = document.machines.find(({ file }) => file === document.file)?.states[0]?.siblings ?? []
    const names = asked === 'StartAt' ? outermost : (state?.siblings ?? outermost)
    return names.filter(name => name !== state?.name || asked === 'StartAt').map(label => ({ label, kind: KIND.state }))
  }
  const written = /\$(?:states\b|[A-Za-z_]\w*)?(?:\.[\w`[\]'-]*)*$/.exec(before)?.[0]
  if (written === undefined || state?.shapes === undefined) return []
  return pathCompletions(written, state.shapes).map(({ name, detail }) => ({
    ...{ label: name, detail, kind: name.startsWith('$') ? KIND.variable : KIND.field },
    ...(name.startsWith('$') && { textEdit: { range: document.positions.range(offset - written.length, offset), newText: name } }),
  }))
}

function hover(document: OpenDocument, offset: number): object | null {
  const target = document.targetAt(offset)
  const state = target?.state ?? document.stateAt(offset)
  if (state === undefined) return null
  const range = target && { range: document.positions.range(target.start, target.end) }
  return { contents: { kind: 'markdown', value: hoverText(state) }, ...range }
}

function definition(document: OpenDocument, offset: number): object | null {
  const target = document.targetAt(offset)
  return target ? { uri: document.uri, range: document.positions.range(target.state.nameStart, target.state.nameEnd) } : null
}

function symbols({ machines, file, positions }: OpenDocument): object[] {
  const states = machines.filter(machine => machine.file === file).flatMap(machine => machine.states)
  return states.map(({ name, type, start, end, nameStart, nameEnd }) => ({
    ...{ name, detail: type, kind: KIND.state },
    ...{ range: positions.range(start, Math.max(end, nameEnd)), selectionRange: positions.range(nameStart, nameEnd) },
  }))
}
