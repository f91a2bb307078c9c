import { isJsonObject, type JsonObject } from '@pasos/asl'
import { type PlacedSchema, resolveReference, type SchemaOfModel } from './references.ts'

/** A ring of models has no end, and nobody reads a template of that depth or length. */
const deepest = 6
const mostCharacters = 200_000

/**
 * A mapping template that hands on a body as a schema describes it, to begin from
 * (https://docs.aws.amazon.com/apigateway/latest/api/API_GetModelTemplate.html). Nothing where the schema tells neither members nor items.
 */
export function sampleTemplate(placed: PlacedSchema, schemaOf: SchemaOfModel): string | undefined {
  const text = written(placed, { from: '$inputRoot', indent: '', depth: 0, told: { characters: 0 }, schemaOf })
  return text === undefined ? undefined : `#set($inputRoot = $input.path('$'))\n${text}`
}

interface Place {
  /** The reference to the value: `$inputRoot.pets`. */
  from: string
  indent: string
  depth: number
  /** So far, of the whole template. */
  told: { characters: number }
  schemaOf: SchemaOfModel
}

function written(placed: PlacedSchema, place: Place): string | undefined {
  const { schema, root } = referred(placed, place)
  const { properties, items } = schema
  const within = (inner: JsonObject, from: string) =>
    toldValue({ schema: inner, root }, { ...place, from, indent: `${place.indent}  `, depth: place.depth + 1 })
  if (isJsonObject(properties) && Object.keys(properties).length > 0) {
    const members = Object.entries(properties).map(
      ([name, member]) => `${place.indent}  ${JSON.stringify(name)} : ${within(member as JsonObject, `${place.from}.${name}`)}`,
    )
    return `{\n${members.join(',\n')}\n${place.indent}}`
  }
  if (isJsonObject(items)) {
    const element = place.depth === 0 ? '$elem' : `$elem${place.depth}`
    const loop = `#foreach(${element} in ${place.from})`
    return `[\n${loop}\n${place.indent}  ${within(items, element)}#if($foreach.hasNext),#end\n#end\n${place.indent}]`
  }
  return undefined
}

/** Texts stand in quotes, everything else as it is. */
function toldValue(placed: PlacedSchema, place: Place): string {
  place.told.characters += place.from.length
  const isEnough = place.depth > deepest || place.told.characters > mostCharacters
  const nested = isEnough ? undefined : written(placed, place)
  if (nested !== undefined) return nested
  return referred(placed, place).schema['type'] === 'string' ? `"${place.from}"` : place.from
}

function referred(placed: PlacedSchema, { schemaOf }: Place): PlacedSchema {
  let found = placed
  for (let steps = 0; typeof found.schema['$ref'] === 'string' && steps < deepest; steps++) {
    found = resolveReference(found.schema['$ref'], found.root, schemaOf) ?? { schema: {}, root: {} }
  }
  return found
}
