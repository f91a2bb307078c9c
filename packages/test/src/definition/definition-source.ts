import { isJsonObject, type Json, type JsonObject, JsonSyntaxError, lineAndColumn, nodeAt, parseJsonSource } from '@pasos/asl'
import { isMap, isScalar, LineCounter, parseDocument, type YAMLParseError } from 'yaml'

/** A definition as its author wrote it. */
export interface DefinitionSource {
  value: JsonObject
  /** In JSON, as the language reads it. */
  text: string
  /** Line of a value in the author's file, from 1; `pointer` is a JSON pointer. */
  lineOf(pointer: string): number
}

/** A file that cannot be read as what it should be. */
export class SourceError extends Error {
  override name = 'SourceError'
}

/**
 * Reads JSON, or YAML where the file is called so.
 * @throws SourceError with the line
 */
export function readSource(text: string, file: string): DefinitionSource {
  return /\.ya?ml$/i.test(file) ? readYaml(text, file) : readJson(text, file)
}

function readJson(text: string, file: string): DefinitionSource {
  try {
    const source = parseJsonSource(text)
    const lineOf = (pointer: string) => lineAndColumn(text, nodeAt(source, pointer)?.start ?? 0).line
    return { value: asObject(source.root.value, file), text, lineOf }
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new SourceError(`${placeIn(file, lineAndColumn(text, error.offset))}: ${error.what}`)
    throw error
  }
}

function readYaml(text: string, file: string): DefinitionSource {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const [problem] = document.errors
  if (problem !== undefined) throw new SourceError(yamlFault(file, problem))
  const value = asObject(toJson(document.toJS()), file)
  const lineOf = (pointer: string) => {
    const path = pointer
      .split('/')
      .slice(1)
      .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    const parent = path.length < 2 ? document.contents : document.getIn(path.slice(0, -1), true)
    // The line of a member is that of its key: its value may begin below.
    const pair = isMap(parent) ? parent.items.find(item => isScalar(item.key) && String(item.key.value) === path.at(-1)) : undefined
    const node = (pair?.key ?? document.getIn(path, true)) as { range?: [number, number, number] } | undefined
    return lines.linePos(node?.range?.[0] ?? 0).line
  }
  return { value, text: JSON.stringify(value), lineOf }
}

function placeIn(file: string, { line, column }: { line: number; column: number }): string {
  return `${file}:${line}:${column}`
}

function yamlFault(file: string, { message, linePos }: YAMLParseError): string {
  const [{ line, col }] = linePos ?? [{ line: 1, col: 1 }]
  // The parser says the place once more, and draws it below.
  return `${placeIn(file, { line, column: col })}: ${message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')}`
}

/** YAML's dates and the like become what JSON has for them. */
function toJson(value: unknown): Json {
  return (value === undefined ? null : JSON.parse(JSON.stringify(value))) as Json
}

function asObject(value: Json, file: string): JsonObject {
  if (isJsonObject(value)) return value
  throw new SourceError(`${file}: an object is expected`)
}
