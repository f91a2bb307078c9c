import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { DefinitionError } from './definition-error.ts'

/** Typed access to the members of one object of a definition; every complaint says where it stands. */
export class DefinitionReader {
  readonly value: JsonObject
  readonly path: string

  constructor(value: Json | undefined, path: string) {
    if (!isJsonObject(value)) throw new DefinitionError('Expected an object', path)
    this.value = value
    this.path = path
  }

  has(name: string): boolean {
    return Object.hasOwn(this.value, name)
  }

  get(name: string): Json | undefined {
    return Object.hasOwn(this.value, name) ? this.value[name] : undefined
  }

  text(name: string): string {
    const value = this.optionalText(name)
    if (value === undefined) throw new DefinitionError(`Missing the field '${name}'`, this.path)
    return value
  }

  optionalText(name: string): string | undefined {
    const value = this.get(name)
    if (value === undefined) return undefined
    if (typeof value !== 'string') throw new DefinitionError('Expected a string', `${this.path}/${name}`)
    return value
  }

  optionalNumber(name: string): number | undefined {
    const value = this.get(name)
    if (value === undefined) return undefined
    if (typeof value !== 'number') throw new DefinitionError('Expected a number', `${this.path}/${name}`)
    return value
  }

  object(name: string): DefinitionReader {
    return new DefinitionReader(this.get(name), `${this.path}/${name}`)
  }

  optionalObject(name: string): DefinitionReader | undefined {
    return this.has(name) ? this.object(name) : undefined
  }

  /** The members of an array of objects; none when the field is missing. */
  objects(name: string): DefinitionReader[] {
    const value = this.get(name)
    if (value === undefined) return []
    if (!Array.isArray(value)) throw new DefinitionError('Expected an array', `${this.path}/${name}`)
    return value.map((element, index) => new DefinitionReader(element, `${this.path}/${name}/${index}`))
  }

  texts(name: string): string[] {
    const value = this.get(name)
    if (!Array.isArray(value) || !value.every(element => typeof element === 'string'))
      throw new DefinitionError('Expected an array of strings', `${this.path}/${name}`)
    return value
  }

  /** Runs a compiler of expressions and adds the place to its complaint. */
  compiled<T>(name: string, compile: () => T): T {
    try {
      return compile()
    } catch (error) {
      if (error instanceof DefinitionError) throw error
      throw new DefinitionError(error instanceof Error ? error.message : String(error), `${this.path}/${name}`)
    }
  }
}
