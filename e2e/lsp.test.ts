import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const COMMAND = fileURLToPath(new URL('../packages/pasos/bin/pasos.mjs', import.meta.url))
const FIXTURES = fileURLToPath(new URL('../packages/iac/fixtures/', import.meta.url))

interface Message {
  id?: number
  method?: string
  params?: { uri: string; diagnostics: Diagnostic[] }
  result?: unknown
  error?: { code: number }
}

interface Diagnostic {
  range: { start: { line: number; character: number }; end: { line: number; character: number } }
  severity: number
  code: string
  message: string
}

/** A scripted editor. */
function editor(args: string[] = []) {
  const child = spawn(process.execPath, [COMMAND, 'lsp', '--stdio', ...args], { env: { PATH: process.env['PATH'], LC_ALL: 'C' } })
  const seen: Message[] = []
  const waiting: { test: (message: Message) => boolean; resolve: (message: Message) => void }[] = []
  let received = Buffer.alloc(0)
  child.stdout.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    for (;;) {
      const head = /^Content-Length: (\d+)\r\n\r\n/.exec(received.toString('latin1'))
      if (!head || received.length < head[0].length + Number(head[1])) return
      const message = JSON.parse(received.toString('utf8', head[0].length, head[0].length + Number(head[1]))) as Message
      received = received.subarray(head[0].length + Number(head[1]))
      seen.push(message)
      for (const each of waiting.splice(0)) each.test(message) ? each.resolve(message) : waiting.push(each)
    }
  })
  const next = (test: (message: Message) => boolean) => new Promise<Message>(resolve => waiting.push({ test, resolve }))
  const send = (message: object, pieces = 1) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }))
    const bytes = Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body])
    for (let piece = 0; piece < pieces; piece++)
      child.stdin.write(bytes.subarray((bytes.length * piece) / pieces, (bytes.length * (piece + 1)) / pieces))
  }
  let ids = 0
  const texts = new Map<string, string>()
  const diagnostics = async (uri: string) => (await next(message => message.params?.uri === uri)).params!.diagnostics
  return {
    child,
    ask(method: string, params: object = {}) {
      const id = ++ids
      const answer = next(message => message.id === id)
      send({ id, method, params }, 3)
      return answer
    },
    notify: (method: string, params: object = {}) => send({ method, params }),
    open(uri: string, text: string) {
      texts.set(uri, text)
      const told = diagnostics(uri)
      send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'asl', version: 1, text } } })
      return told
    },
    change(uri: string, text: string) {
      texts.set(uri, text)
      const told = diagnostics(uri)
      send({ method: 'textDocument/didChange', params: { textDocument: { uri, version: 2 }, contentChanges: [{ text }] } })
      return told
    },
    /** Asks at the end of the first place where the text has this. */
    async at(method: string, uri: string, mark: string) {
      const before = texts.get(uri)!.split(mark)[0]! + mark
      const lines = before.split('\n')
      const { result } = await this.ask(`textDocument/${method}`, {
        textDocument: { uri },
        position: { line: lines.length - 1, character: lines.at(-1)!.length },
      })
      return result as Record<string, never> & { label: string; detail: string }[]
    },
  }
}

const YAML = `StartAt: Draw
States:
  Draw:
    Type: Pass
    Result: { number: 4, customer: { name: Ada, mail: a@example.com } }
    Next: Choose
  Choose:
    Type: Choice
    Choices:
      - Variable: $.number
        NumericLessThan: 5
        Next: Small
    Default: Large
  Small:
    Type: Pass
    InputPath: $.customer
    End: true
  Large: { Type: Succeed }
`

describe('pasos lsp, driven by a scripted editor', () => {
  const client = editor()
  const uri = 'file:///tmp/flow.asl.yaml'
  beforeAll(async () => {
    const { result } = await client.ask('initialize', { processId: null, rootUri: null, capabilities: {} })
    expect(result).toMatchObject({ capabilities: { hoverProvider: true, definitionProvider: true, textDocumentSync: { change: 1 } } })
    client.notify('initialized')
    expect(await client.open(uri, YAML)).toEqual([])
  })
  afterAll(async () => {
    await client.ask('shutdown')
    client.notify('exit')
    const [code] = await once(client.child, 'exit')
    expect(code).toBe(0)
  })

  it('tells what is wrong while one types, at its place, and takes it back', async () => {
    const [wrong, lost] = await client.change(uri, YAML.replace('Default: Large', 'Default: Lrage'))
    expect(wrong).toMatchObject({ severity: 1, code: 'missing-target', range: { start: { line: 12, character: 4 } } })
    expect(wrong!.message).toContain("There is no state 'Lrage' here.")
    expect(lost).toMatchObject({ code: 'unreachable-state', range: { start: { line: 17 } } })
    const [path] = await client.change(uri, YAML.replace('$.customer', '$.custmer'))
    expect(path).toMatchObject({ severity: 2, code: 'path-never-exists', range: { start: { line: 15 } } })
    const broken = await client.change(uri, YAML.replace('{ number', '{ number: [ '))
    expect(broken).toHaveLength(1)
    expect(await client.change(uri, YAML)).toEqual([])
  })

  it('completes names of states, and members of the data that flows to a state, also where the text is broken meanwhile', async () => {
    await client.change(uri, YAML.replace('Next: Small', 'Next: '))
    const states = await client.at('completion', uri, '        Next: ')
    expect(states.map(({ label }) => label)).toEqual(['Draw', 'Small', 'Large'])
    await client.change(uri, YAML.replace('InputPath: $.customer', 'InputPath: $.'))
    const members = await client.at('completion', uri, 'InputPath: $.')
    expect(members.map(({ label, detail }) => [label, detail])).toEqual([
      ['number', 'number'],
      ['customer', '{ name: string, mail: string }'],
    ])
    await client.change(uri, YAML.replace('$.customer', '$.customer.'))
    expect((await client.at('completion', uri, '$.customer.')).map(({ label }) => label)).toEqual(['name', 'mail'])
    await client.change(uri, YAML)
  })

  it("shows a state's data, and goes to the state that a name leads to", async () => {
    const hover = (await client.at('hover', uri, 'Next: Sma')) as unknown as { contents: { value: string } }
    expect(hover.contents.value).toContain('**Small** · Pass')
    expect(hover.contents.value).toContain('input   { number: number, customer: { name: string, mail: string } }')
    expect(await client.at('definition', uri, 'Default: La')).toMatchObject({
      uri,
      range: { start: { line: 17, character: 2 }, end: { line: 17, character: 7 } },
    })
    expect(await client.at('definition', uri, 'StartAt: Dr')).toMatchObject({ range: { start: { line: 2 } } })
    const symbols = (await client.ask('textDocument/documentSymbol', { textDocument: { uri } })).result as { name: string }[]
    expect(symbols.map(({ name }) => name)).toEqual(['Draw', 'Choose', 'Small', 'Large'])
  })

  it('tells where a state is named, and gives it another name there', async () => {
    const position = (line: number, character: number) => ({ textDocument: { uri }, position: { line, character } })
    const lines = ({ result }: { result?: unknown }) =>
      (result as { range: { start: { line: number } } }[]).map(({ range }) => range.start.line)
    expect(lines(await client.ask('textDocument/references', { ...position(11, 16), context: { includeDeclaration: true } }))).toEqual([
      13, 11,
    ])
    expect(lines(await client.ask('textDocument/references', { ...position(13, 4), context: { includeDeclaration: false } }))).toEqual([11])
    expect((await client.ask('textDocument/prepareRename', position(12, 15))).result).toEqual({
      range: { start: { line: 12, character: 13 }, end: { line: 12, character: 18 } },
      placeholder: 'Large',
    })
    const renamed = async (newName: string) => (await client.ask('textDocument/rename', { ...position(12, 15), newName })).result
    const edit = (line: number, start: number, newText: string) => ({
      range: { start: { line, character: start }, end: { line, character: start + 5 } },
      newText,
    })
    expect(await renamed('Very large')).toEqual({ changes: { [uri]: [edit(17, 2, 'Very large'), edit(12, 13, 'Very large')] } })
    expect(await renamed('a: b')).toEqual({ changes: { [uri]: [edit(17, 2, '"a: b"'), edit(12, 13, '"a: b"')] } })
    expect(await client.ask('textDocument/rename', { ...position(12, 15), newName: 'Small' })).toMatchObject({ error: { code: -32_602 } })
    expect((await client.ask('textDocument/prepareRename', position(3, 6))).result).toBeNull()
  })

  it('offers what mends a finding, what is sure before what may be meant', async () => {
    const text = YAML.replace('Next: Small', 'Next: small').replace('    InputPath: $.customer', '    Parameters: { mail: $.mail }')
    await client.change(uri, text)
    const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } }
    const actions = async (range: object) =>
      (await client.ask('textDocument/codeAction', { textDocument: { uri }, range, context: { diagnostics: [] } })).result as {
        title: string
        isPreferred: boolean
        edit: { changes: Record<string, object[]> }
      }[]
    expect((await actions(whole)).map(({ title, isPreferred }) => [title, isPreferred])).toEqual([
      ['Replace small by Small', true],
      ['Replace mail by mail.$', false],
    ])
    const [fix] = await actions({ start: { line: 11, character: 10 }, end: { line: 11, character: 10 } })
    expect(fix!.edit.changes[uri]).toEqual([
      { range: { start: { line: 11, character: 14 }, end: { line: 11, character: 19 } }, newText: 'Small' },
    ])
    expect(await actions({ start: { line: 1, character: 0 }, end: { line: 1, character: 0 } })).toEqual([])
    await client.change(uri, YAML)
  })

  it('completes JSONata: $states, its members, what the input holds, variables', async () => {
    const json = 'file:///tmp/flow.asl.json'
    const text = (output: string) =>
      JSON.stringify(
        {
          QueryLanguage: 'JSONata',
          StartAt: 'Make',
          States: {
            Make: { Type: 'Pass', Assign: { total: 3 }, Output: { order: { id: 7 } }, Next: 'Use' },
            Use: { Type: 'Pass', Output: output, End: true },
          },
        },
        null,
        2,
      )
    await client.open(json, text('{% $states.input.order.id %}'))
    await client.change(json, text('{% $states.input. %}'))
    expect((await client.at('completion', json, '{% $states.input.')).map(({ label }) => label)).toEqual(['order'])
    await client.change(json, text('{% $states. %}'))
    expect((await client.at('completion', json, '{% $states.')).map(({ label }) => label)).toContain('input')
    await client.change(json, text('{% $ %}'))
    expect((await client.at('completion', json, '{% $')).map(({ label }) => label)).toEqual(['$total', '$states'])
  })

  it('reads templates: diagnostics and states stand where the template has them', async () => {
    const file = `${FIXTURES}cfn-definition-string-block.yaml`
    const template = pathToFileURL(file).href
    const [missing] = await client.open(template, readFileSync(file, 'utf8'))
    expect(missing).toMatchObject({ code: 'missing-target', range: { start: { line: 11, character: 14 } } })
    expect(await client.at('definition', template, '"StartAt": "Hel')).toMatchObject({ range: { start: { line: 9, character: 12 } } })
  })

  it('answers what it does not know, and goes on', async () => {
    expect(await client.ask('workspace/executeCommand')).toMatchObject({ error: { code: -32_601 } })
    expect(
      (await client.ask('textDocument/hover', { textDocument: { uri: 'file:///none' }, position: { line: 0, character: 0 } })).result,
    ).toBeNull()
  })

  it('speaks Spanish', async () => {
    const other = editor(['--lang', 'es'])
    await other.ask('initialize')
    const [wrong] = await other.open(uri, YAML.replace('Default: Large', 'Default: Lrage'))
    expect(wrong!.message).toContain("Aquí no hay ningún estado 'Lrage'.")
    other.child.stdin.end()
    await once(other.child, 'exit')
  })
})
