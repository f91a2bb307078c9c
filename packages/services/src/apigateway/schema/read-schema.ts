import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { compileSchemaPattern } from './schema-pattern.ts'

/** What is wrong with a schema, in API Gateway's words. */
export class SchemaProblem extends Error {}

/** Beyond it nobody writes by hand, and what walks a schema walks it in calls within calls. */
export const deepestSchema = 100
/** In characters. */
const longest = 400 * 1024
/** Of all patterns together, as `compilePattern` counts them: some tens of milliseconds to compile. */
const mostInstructions = 50_000

type Form = (value: Json) => boolean

const isText: Form = value => typeof value === 'string'
const isNumber: Form = value => typeof value === 'number'
const isFlag: Form = value => typeof value === 'boolean'
const isCount: Form = value => Number.isInteger(value) && (value as number) >= 0
const isSchemas: Form = value => Array.isArray(value) && value.length > 0 && value.every(isJsonObject)
const isDistinct: Form = value =>
  Array.isArray(value) && value.length > 0 && new Set(value.map(each => JSON.stringify(each))).size === value.length
const isNames: Form = value => isDistinct(value) && (value as Json[]).every(isText)
const isFlagOrSchema: Form = value => isFlag(value) || isJsonObject(value)
const isMapOfSchemas: Form = value => isJsonObject(value) && Object.values(value).every(isJsonObject)

const types = new Set(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'])
const isType: Form = value => typeof value === 'string' && types.has(value)

/** The keywords of draft 4 and what they may be: https://datatracker.ietf.org/doc/html/draft-fge-json-schema-validation-00 */
const forms = new Map<string, Form>(
  Object.entries<Form>({
    // It is followed for each value that it stands for.
    $ref: value => isText(value) && (value as string).length <= 1_000,
    ...{ $schema: isText, id: isText, title: isText, description: isText, format: isText, default: () => true },
    multipleOf: value => isNumber(value) && (value as number) > 0,
    ...{ maximum: isNumber, minimum: isNumber, exclusiveMaximum: isFlag, exclusiveMinimum: isFlag },
    ...{ maxLength: isCount, minLength: isCount, pattern: isText },
    items: value => isJsonObject(value) || (Array.isArray(value) && value.every(isJsonObject)),
    ...{ additionalItems: isFlagOrSchema, maxItems: isCount, minItems: isCount, uniqueItems: isFlag },
    ...{ maxProperties: isCount, minProperties: isCount, required: isNames, additionalProperties: isFlagOrSchema },
    ...{ definitions: isMapOfSchemas, properties: isMapOfSchemas, patternProperties: isMapOfSchemas },
    dependencies: value => isJsonObject(value) && Object.values(value).every(each => isJsonObject(each) || isNames(each)),
    ...{ enum: isDistinct, type: value => isType(value) || (isNames(value) && (value as Json[]).every(isType)) },
    ...{ allOf: isSchemas, anyOf: isSchemas, oneOf: isSchemas, not: isJsonObject },
  }),
)

/** Whether a schema of a model may have it. */
export function isKeyword(name: string): boolean {
  return forms.has(name)
}

/** Keywords whose value is a schema, a list of schemas, a map of schemas; `items` is one or the other. */
const holding = {
  one: new Set(['items', 'additionalItems', 'additionalProperties', 'not']),
  list: new Set(['items', 'allOf', 'anyOf', 'oneOf']),
  map: new Set(['definitions', 'properties', 'patternProperties', 'dependencies']),
}

/** A schema whose members are others, but for the schemas within it, which become what `change` makes of them. */
export function withSchemas(schema: JsonObject, change: (schema: JsonObject) => JsonObject): JsonObject {
  const inner = (value: Json): Json => (isJsonObject(value) ? change(value) : value)
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]): [string, Json] => {
      if (holding.map.has(name) && isJsonObject(value)) {
        return [name, Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inner(each)]))]
      }
      if (holding.list.has(name) && Array.isArray(value)) return [name, value.map(inner)]
      return [name, holding.one.has(name) ? inner(value) : value]
    }),
  )
}

/** The schemas that stand directly in a schema. */
export function schemasIn(schema: JsonObject): JsonObject[] {
  const found: JsonObject[] = []
  withSchemas(schema, each => {
    found.push(each)
    return each
  })
  return found
}

/** A schema of draft 4 from its text; where its references lead is not looked at. @throws SchemaProblem */
export function readSchema(text: string): JsonObject {
  if (text.length > longest) throw new SchemaProblem(`Invalid model schema specified. It has more than ${longest} characters`)
  const schema = parsed(text)
  if (!isJsonObject(schema)) throw new SchemaProblem('Invalid model schema specified')
  const seen: Seen = { unsupported: new Set(), instructions: 0 }
  check(schema, seen, 0)
  if (seen.unsupported.size > 0) {
    throw new SchemaProblem(`Invalid model schema specified. Unsupported keyword(s): ${JSON.stringify([...seen.unsupported])}`)
  }
  return schema
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw new SchemaProblem('Invalid model schema specified')
  }
}

interface Seen {
  unsupported: Set<string>
  instructions: number
}

function check(schema: JsonObject, seen: Seen, depth: number): void {
  if (depth > deepestSchema) throw new SchemaProblem(`Invalid model schema specified. It is nested more than ${deepestSchema} deep`)
  for (const [name, value] of Object.entries(schema)) {
    const form = forms.get(name)
    if (!form) seen.unsupported.add(name)
    else if (!form(value)) throw new SchemaProblem('Invalid model schema specified')
  }
  const { pattern, patternProperties } = schema
  const keys = isJsonObject(patternProperties) ? Object.keys(patternProperties) : []
  for (const source of typeof pattern === 'string' ? [pattern, ...keys] : keys) checkPattern(source, seen)
  for (const each of schemasIn(schema)) check(each, seen, depth + 1)
}

function checkPattern(source: string, seen: Seen): void {
  const pattern = compileSchemaPattern(source)
  if (!pattern) {
    throw new SchemaProblem(
      `The pattern ${source} is not served here: patterns are RE2's, which know no look-around and no references back`,
    )
  }
  seen.instructions += pattern.instructions
  if (seen.instructions > mostInstructions) throw new SchemaProblem(`Its patterns stand for more than ${mostInstructions} instructions`)
}
