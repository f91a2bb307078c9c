import { canonicalText, isDeepEqual, isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { type PlacedSchema, resolveReference, type SchemaOfModel } from './references.ts'
import { schemaFormats } from './schema-formats.ts'
import { patternIn } from './schema-pattern.ts'

/** About 100 ns each. Schemas within schemas look at a value once for each way to it, and nobody else is served meanwhile. */
const mostSteps = 2_500_000
/** Of values and references together: `{"$ref": "#"}` refers to itself for ever. */
const deepest = 500

class TooMuch extends Error {}

/** What a keyword may ask while it looks at a value. */
interface Looking {
  /** The schema that it stands in. */
  schema: JsonObject
  /** Whether a value fits a schema that stands there. */
  fits(value: Json, schema: JsonObject): boolean
  spend(steps: number): void
}

type Rule = (value: Json, stated: Json, looking: Looking) => boolean

/** Whether a value is as a schema of JSON Schema's draft 4 says; one that takes too much to tell is not. */
export function fitsSchema(value: Json, placed: PlacedSchema, schemaOf: SchemaOfModel): boolean {
  let left = mostSteps
  const spend = (steps: number) => {
    left -= steps
    if (left < 0) throw new TooMuch()
  }
  const fits = (looked: Json, { schema, root }: PlacedSchema, depth: number): boolean => {
    if (depth > deepest) throw new TooMuch()
    const { $ref } = schema
    if (typeof $ref === 'string') {
      spend(2 + $ref.length / 8)
      const target = resolveReference($ref, root, schemaOf)
      return target !== undefined && fits(looked, target, depth + 1)
    }
    const keywords = Object.entries(schema)
    spend(4 + keywords.length)
    const looking: Looking = { schema, spend, fits: (within, inner) => fits(within, { schema: inner, root }, depth + 1) }
    return keywords.every(([keyword, stated]) => rules.get(keyword)?.(looked, stated, looking) ?? true)
  }
  try {
    return fits(value, placed, 0)
  } catch (error) {
    if (error instanceof TooMuch) return false
    throw error
  }
}

const ofNumbers =
  (rule: (value: number, stated: number, looking: Looking) => boolean): Rule =>
  (value, stated, looking) =>
    typeof value !== 'number' || rule(value, stated as number, looking)

const ofTexts =
  (rule: (value: string, stated: Json, looking: Looking) => boolean): Rule =>
  (value, stated, looking) => {
    if (typeof value !== 'string') return true
    looking.spend(value.length / 32)
    return rule(value, stated, looking)
  }

const ofArrays =
  (rule: (value: Json[], stated: Json, looking: Looking) => boolean): Rule =>
  (value, stated, looking) => {
    if (!Array.isArray(value)) return true
    looking.spend(value.length / 32)
    return rule(value, stated, looking)
  }

/** The names are those of the value: a schema may have thousands, which are not gone through for each value. */
const ofObjects =
  (rule: (value: JsonObject, stated: Json, looking: Looking & { names: string[] }) => boolean): Rule =>
  (value, stated, looking) => {
    if (!isJsonObject(value)) return true
    const names = Object.keys(value)
    looking.spend(names.length * 2 + (Array.isArray(stated) ? stated.length / 4 : 0))
    return rule(value, stated, { ...looking, names })
  }

/** By keyword; each lets through what it says nothing of. */
const rules = new Map<string, Rule>(
  Object.entries<Rule>({
    type: (value, stated) => [stated].flat().some(type => isOfType(value, String(type))),
    enum: (value, stated, { spend }) => (stated as Json[]).some(each => isDeepEqual(value, each, spend)),
    allOf: (value, stated, { fits }) => (stated as JsonObject[]).every(each => fits(value, each)),
    anyOf: (value, stated, { fits }) => (stated as JsonObject[]).some(each => fits(value, each)),
    oneOf: (value, stated, { fits }) => (stated as JsonObject[]).filter(each => fits(value, each)).length === 1,
    not: (value, stated, { fits }) => !fits(value, stated as JsonObject),

    multipleOf: ofNumbers((value, of) => isMultiple(value, of)),
    maximum: ofNumbers((value, most, { schema }) => (schema['exclusiveMaximum'] === true ? value < most : value <= most)),
    minimum: ofNumbers((value, least, { schema }) => (schema['exclusiveMinimum'] === true ? value > least : value >= least)),

    maxLength: ofTexts((text, most) => charactersOf(text) <= (most as number)),
    minLength: ofTexts((text, least) => charactersOf(text) >= (least as number)),
    pattern: ofTexts((text, source, looking) => isMatch(String(source), text, looking)),
    format: ofTexts((text, name) => schemaFormats.get(String(name))?.(text) ?? true),

    items: ofArrays((values, stated, { fits }) => {
      if (isJsonObject(stated)) return values.every(each => fits(each, stated))
      return (stated as JsonObject[]).every((schema, at) => at >= values.length || fits(values[at]!, schema))
    }),
    additionalItems: ofArrays((values, stated, { schema, fits }) => {
      const { items } = schema
      if (!Array.isArray(items)) return true
      const others = values.slice(items.length)
      return isJsonObject(stated) ? others.every(each => fits(each, stated)) : stated === true || others.length === 0
    }),
    maxItems: ofArrays((values, most) => values.length <= (most as number)),
    minItems: ofArrays((values, least) => values.length >= (least as number)),
    uniqueItems: ofArrays((values, isWanted, { spend }) => {
      return isWanted !== true || new Set(values.map(each => textOf(each, spend))).size === values.length
    }),

    required: ofObjects((value, names) => (names as string[]).every(name => Object.hasOwn(value, name))),
    maxProperties: ofObjects((_, most, { names }) => names.length <= (most as number)),
    minProperties: ofObjects((_, least, { names }) => names.length >= (least as number)),
    properties: ofObjects((value, stated, { names, fits }) => {
      const schemas = stated as Record<string, JsonObject>
      return names.every(name => !Object.hasOwn(schemas, name) || fits(value[name]!, schemas[name]!))
    }),
    patternProperties: ofObjects((value, stated, looking) => {
      if (looking.names.length === 0) return true
      return Object.entries(stated as Record<string, JsonObject>).every(([source, schema]) =>
        looking.names.every(name => !isMatch(source, name, looking) || looking.fits(value[name]!, schema)),
      )
    }),
    additionalProperties: ofObjects((value, stated, looking) => {
      if (stated === true || looking.names.length === 0) return true
      const others = othersOf(looking.names, looking)
      return isJsonObject(stated) ? others.every(name => looking.fits(value[name]!, stated)) : others.length === 0
    }),
    dependencies: ofObjects((value, stated, { names, fits, spend }) => {
      const dependencies = stated as JsonObject
      return names.every(name => {
        const wanted = Object.hasOwn(dependencies, name) ? dependencies[name]! : {}
        if (isJsonObject(wanted)) return fits(value, wanted)
        spend((wanted as string[]).length / 4)
        return (wanted as string[]).every(each => Object.hasOwn(value, each))
      })
    }),
  }),
)

/** The names that neither `properties` nor `patternProperties` speak of. */
function othersOf(names: readonly string[], looking: Looking): string[] {
  const { properties, patternProperties } = looking.schema
  const patterns = isJsonObject(patternProperties) ? Object.keys(patternProperties) : []
  return names.filter(
    name => !(isJsonObject(properties) && Object.hasOwn(properties, name)) && !patterns.some(source => isMatch(source, name, looking)),
  )
}

function isOfType(value: Json, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isJsonObject(value)
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === type
  }
}

/** 0.3 is a multiple of 0.1, though what is left is a little more than nothing. */
function isMultiple(value: number, of: number): boolean {
  const times = value / of
  return Math.abs(times - Math.round(times)) <= 1e-9 * Math.max(1, Math.abs(times))
}

/** Those of Unicode, of which some are two of a text's units. */
function charactersOf(text: string): number {
  return text.length - (text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0)
}

function isMatch(source: string, text: string, { schema, spend }: Looking): boolean {
  const pattern = patternIn(schema, source)
  if (!pattern) return false
  spend(10 + pattern.price * text.length)
  return pattern.isIn(text)
}

function textOf(value: Json, spend: Looking['spend']): string {
  try {
    const text = canonicalText(value)
    spend(1 + text.length / 4)
    return text
  } catch (error) {
    // Brackets within brackets, thousands of them.
    throw error instanceof RangeError ? new TooMuch() : error
  }
}
