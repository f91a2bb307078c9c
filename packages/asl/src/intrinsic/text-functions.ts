import type { Json } from '../json.ts'
import { memberOf } from '../spelled-numbers.ts'
import type { IntrinsicFunction } from './intrinsic-function.ts'
import { InvalidArguments, InvalidTemplate, requireText } from './invalid-arguments.ts'
import { toJavaText } from './java-text.ts'

export const format: IntrinsicFunction = {
  arity: [1, Number.POSITIVE_INFINITY],
  takesSource: true,
  looksDeep: true,
  apply(args) {
    const parts = splitTemplate(requireText(args[0]))
    if (parts.length !== args.length) throw new InvalidArguments('number of arguments do not match the occurrences of {}')
    let text = parts[0]!
    for (let index = 1; index < parts.length; index++) text += toJavaText(memberOf(args, index, args[index] as Json)) + parts[index]!
    return text
  },
}

/** What stands between the `{}` of a template; `\{`, `\}`, `\'` and `\\` are plain characters. */
function splitTemplate(template: string): string[] {
  const parts: string[] = []
  let part = ''
  for (let index = 0; index < template.length; index++) {
    const character = template[index]!
    if (character === '\\' && index + 1 < template.length && "'{}\\".includes(template[index + 1]!)) {
      part += template[++index]!
    } else if (character === '{') {
      if (template[index + 1] !== '}') throw new InvalidTemplate("matching '}' not found for '{'.")
      index++
      parts.push(part)
      part = ''
    } else if (character === '}') {
      throw new InvalidTemplate("matching '{' not found for '}'.")
    } else {
      part += character
    }
  }
  return [...parts, part]
}

/** Every character of the splitter splits, and nothing comes of splitters that stand side by side (recorded on AWS). */
export const stringSplit: IntrinsicFunction = {
  arity: [2, 2],
  apply(args) {
    const text = requireText(args[0])
    const splitters = new Set(requireText(args[1]))
    const parts: string[] = []
    let part = ''
    for (const character of text) {
      if (!splitters.has(character)) {
        part += character
      } else if (part !== '') {
        parts.push(part)
        part = ''
      }
    }
    return part === '' ? parts : [...parts, part]
  },
}

export const uuid: IntrinsicFunction = { arity: [0, 0], apply: (_, environment) => environment.uuid() }
