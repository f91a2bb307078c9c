import type { Shape, StructureShape } from '@pasos/models'
import type { Values } from './tree.ts'

/** Paths of required members that are missing, in AWS's notation: `name`, `tags.1.member.key`. */
export function findMissing(shape: StructureShape, input: Values): string[] {
  const missing: string[] = []
  inspectStructure(shape, input, '', missing)
  return missing
}

function inspectStructure(shape: StructureShape, value: Values, prefix: string, missing: string[]) {
  for (const member of shape.members) {
    const present = value[member.name]
    if (present === undefined || present === null) {
      if (member.required) missing.push(prefix + decapitalized(member.name))
    } else if (member.shape.kind !== 'string') {
      inspect(member.shape, present, prefix, member.name, missing)
    }
  }
}

function inspect(shape: Shape, value: unknown, prefix: string, name: string, missing: string[]) {
  switch (shape.kind) {
    case 'structure':
    case 'union':
      inspectStructure(shape, value as Values, `${prefix}${decapitalized(name)}.`, missing)
      return
    case 'list':
      inspectList(shape.member, value as unknown[], prefix + decapitalized(name), missing)
      return
    case 'map':
      if (shape.value.kind !== 'structure') return
      for (const [key, item] of Object.entries(value as Values)) {
        inspectStructure(shape.value, item as Values, `${prefix}${decapitalized(name)}.${key}.member.`, missing)
      }
  }
}

function inspectList(shape: Shape, items: readonly unknown[], path: string, missing: string[]) {
  for (const [index, item] of items.entries()) {
    if (item === null) missing.push(`${path}.${index + 1}.member`)
    else if (shape.kind === 'structure') inspectStructure(shape, item as Values, `${path}.${index + 1}.member.`, missing)
  }
}

/** AWS names members in these messages with a small first letter, whatever the shape says. */
export function decapitalized(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
