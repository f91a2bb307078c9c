import { compilePattern, type JsonObject, pricePerCharacter } from '@pasos/asl'
import { RE2JS } from 're2js'

export interface SchemaPattern {
  /** Whether it is found anywhere in a text. */
  isIn(text: string): boolean
  /** What one character of a text costs at most, in steps of 100 ns. */
  price: number
  /** How much it stands for: what it takes to compile it, and to keep it. */
  instructions: number
}

/** A pattern of a schema, which is one of JavaScript, on the engine whose time grows with the text alone. Nothing where that does not know it. */
export function compileSchemaPattern(source: string): SchemaPattern | undefined {
  try {
    const compiled = compilePattern(RE2JS.translateRegExp(source), 0)
    return {
      ...{ isIn: (text: string) => compiled.matcher(text).find(), price: pricePerCharacter(compiled) },
      instructions: compiled.programSize(),
    }
  } catch {
    return undefined
  }
}

const compiledIn = new WeakMap<JsonObject, Map<string, SchemaPattern | undefined>>()

/** The pattern of that source in a schema, compiled once for as long as the schema is kept. */
export function patternIn(schema: JsonObject, source: string): SchemaPattern | undefined {
  const known = compiledIn.get(schema) ?? new Map<string, SchemaPattern | undefined>()
  compiledIn.set(schema, known)
  if (!known.has(source)) known.set(source, compileSchemaPattern(source))
  return known.get(source)
}
