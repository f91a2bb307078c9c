import { readFileSync } from 'node:fs'
import { costOf, explainDefinition, findingsToJson, isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { checkSource, definitionsIn } from '@pasos/iac'
import type { Mock } from '@pasos/test'
import { parseMachine } from '../cli/read-text.ts'
import { recordedExecution } from '../cli/recorded-execution.ts'
import { findTestFiles } from '../cli/test-sources.ts'
import { knownApis } from '../cli/validate/known-apis.ts'
import { explainExecution, whyJson } from '../cli/why/why.ts'

/** What a tool is, for whoever may call it, and what it does. */
export interface Tool {
  description: string
  inputSchema: JsonObject
  /** @throws Error whose text says what is wrong with the arguments or the files */
  run(args: JsonObject): Promise<string | JsonObject>
}

const text = (description: string) => ({ type: 'string', description })
const DEFINITION = {
  file: text('Path of a definition (.asl.json, .asl.yaml) or of a template (SAM, CloudFormation, CDK, Serverless)'),
  definition: text('The definition itself, JSON or YAML, in place of a file'),
}

const EXECUTION = text('ARN of an execution, or path of a file with its history as "aws stepfunctions get-execution-history" prints it')

/** The tools of `pasos mcp`. None needs credentials; only `why` and `cost` with an ARN ask a server, the one that the command was given. */
export function tools(endpoint: string): Readonly<Record<string, Tool>> {
  return { validate: VALIDATE, run: RUN, test: TEST, graph: GRAPH, why: whyTool(endpoint), explain: EXPLAIN, cost: costTool(endpoint) }
}

const VALIDATE: Tool = {
  description:
    'Check a Step Functions definition or a template that holds some: what AWS refuses, and what would fail when it runs. Each finding has line, column, an explanation and advice.',
  inputSchema: schema({
    ...DEFINITION,
    type: { type: 'string', enum: ['STANDARD', 'EXPRESS'] },
    language: { type: 'string', enum: ['en', 'es'] },
  }),
  async run(args) {
    const { name, author } = sourceOf(args)
    const language = args['language'] === 'es' ? 'es' : 'en'
    const type = args['type'] === 'EXPRESS' ? 'EXPRESS' : 'STANDARD'
    const files = checkSource(name, author, { ...knownApis, type }, path => readFileSync(path, 'utf8'))
    const errors = files.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'ERROR').length
    return { errors, files: files.map(({ file, findings }) => findingsToJson(findings, { file, language })) }
  },
}

const RUN: Tool = {
  description:
    'Run a definition in memory, without AWS or any server, on a virtual clock: tasks are answered by mocks, waits take no time. Answers status, output, error, cause, the states entered and what each task was asked.',
  inputSchema: schema({
    ...DEFINITION,
    machine: text('Which state machine of a template, by its name'),
    input: { description: 'The input of the execution' },
    mocks: {
      type: 'object',
      description:
        'By the name of a Task state: {"result": …}, {"error": "Name", "cause": "…"}, {"never": true}, or a list of these, one for each attempt; "afterSeconds" lets it take time',
    },
    type: { type: 'string', enum: ['STANDARD', 'EXPRESS'] },
  }),
  async run(args) {
    const { loadMachine, dataMock } = await import('@pasos/test')
    const { name, author } = sourceOf(args)
    const found = definitionsIn(name, author, path => readFileSync(path, 'utf8'))
    const wanted = args['machine']
    const definition = wanted === undefined ? found[0] : found.find(each => each.name === wanted)
    if (definition === undefined) {
      throw new Error(`There is no such state machine. There are: ${found.map(each => each.name ?? name).join(', ') || 'none'}`)
    }
    const given = isJsonObject(args['mocks'] ?? null) ? (args['mocks'] as JsonObject) : {}
    const mocks: Record<string, Mock> = Object.fromEntries(
      Object.entries(given).map(([state, mock]) => [state, dataMock(state, mock, name)]),
    )
    const machine = loadMachine(JSON.parse(definition.text.text) as JsonObject, {
      name: definition.name ?? 'machine',
      type: args['type'] === 'EXPRESS' ? 'EXPRESS' : (definition.type ?? 'STANDARD'),
      validation: 'PRESENT',
    })
    const { status, output, error, cause, seconds, path, calls, failedState } = await machine.run({ input: args['input'] ?? {}, mocks })
    return plain({ status, output, error, cause, failedState, seconds, path: path.map(({ state }) => state), calls })
  },
}

const TEST: Tool = {
  description: 'Run the tests of state machines in files (*.asltest.json, *.asltest.yaml), without a server, with what they never ran.',
  inputSchema: schema({
    paths: { type: 'array', items: { type: 'string' }, description: 'Files, folders or globs; the working folder without any' },
    filter: text('Only tests whose name has this in it'),
  }),
  async run({ paths, filter }) {
    const { coverageText, runCaseFiles } = await import('@pasos/test')
    const asked = Array.isArray(paths) && paths.length > 0 ? paths.map(String) : ['.']
    const { files, coverage } = await runCaseFiles(findTestFiles(asked), { filter: typeof filter === 'string' ? filter : undefined })
    const cases = files.flatMap(({ file, cases: own }) => own.map(test => ({ file, ...test })))
    const failed = cases.filter(({ status }) => status === 'failed').length
    return plain({ passed: cases.length - failed, failed, tests: cases, coverage: coverageText(coverage) })
  },
}

const GRAPH: Tool = {
  description: 'Draw the graph of a definition: as Mermaid (for reading and for Markdown) or as SVG.',
  inputSchema: schema({ ...DEFINITION, format: { type: 'string', enum: ['mermaid', 'svg'] } }),
  async run(args) {
    const { mermaidOf, pictureOf } = await import('@pasos/graph/picture')
    const { name, author } = sourceOf(args)
    const definition = definitionsIn(name, author, path => readFileSync(path, 'utf8'))[0]?.text.text ?? author
    const drawn = args['format'] === 'svg' ? pictureOf(definition)?.svg : mermaidOf(definition)
    if (drawn === undefined) throw new Error(`${name} is no state machine`)
    return drawn
  },
}

const EXPLAIN: Tool = {
  description: 'Tell in plain words what a definition does, state by state.',
  inputSchema: schema({ ...DEFINITION, language: { type: 'string', enum: ['en', 'es'] } }),
  async run(args) {
    const { name, author } = sourceOf(args)
    const definition = definitionsIn(name, author, path => readFileSync(path, 'utf8'))[0]?.text.text ?? author
    return explainDefinition(parseMachine(definition, name), args['language'] === 'es' ? 'es' : 'en')
  },
}

function costTool(endpoint: string): Tool {
  return {
    description: `Say what an execution would cost on AWS, Standard against Express, by state, at dated prices. An ARN is asked of ${endpoint}; a file needs no server.`,
    inputSchema: schema({ execution: EXECUTION }, ['execution']),
    async run({ execution }) {
      if (typeof execution !== 'string') throw new Error('"execution" must be a text')
      const { history } = await recordedExecution(execution, endpoint)
      return plain(costOf(history))
    },
  }
}

function whyTool(endpoint: string): Tool {
  return {
    description: `Explain why an execution failed: the state, the expression, the data that it saw, the sub-path that is missing and its nearest name, log lines, the statement that denied, and what to do. An ARN is asked of ${endpoint}; a file needs no server.`,
    inputSchema: schema(
      {
        execution: EXECUTION,
        ...DEFINITION,
      },
      ['execution'],
    ),
    async run(args) {
      if (typeof args['execution'] !== 'string') throw new Error('"execution" must be a text')
      const definition = args['file'] === undefined && args['definition'] === undefined ? undefined : sourceOf(args)
      const found = definition && definitionsIn(definition.name, definition.author, path => readFileSync(path, 'utf8'))[0]
      return plain(whyJson(await explainExecution(args['execution'], endpoint, found?.text.text)))
    },
  }
}

function schema(properties: JsonObject, required: string[] = []): JsonObject {
  return { type: 'object', properties, required, additionalProperties: false }
}

/** The file, or the text that is given in its place. */
function sourceOf({ file, definition }: JsonObject): { name: string; author: string } {
  if (typeof file === 'string') return { name: file, author: readFileSync(file, 'utf8') }
  if (isJsonObject(definition ?? null)) return { name: 'definition.asl.json', author: JSON.stringify(definition, null, 2) }
  if (typeof definition !== 'string') throw new Error('Give "file" or "definition"')
  return { name: /^\s*\{/.test(definition) ? 'definition.asl.json' : 'definition.asl.yaml', author: definition }
}

/** As JSON has it: without members that are undefined. */
function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as Json as JsonObject
}
