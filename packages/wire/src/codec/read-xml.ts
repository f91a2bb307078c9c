import type { ListShape, MapShape, Shape, StructureShape } from '@pasos/models'
import { readInstant } from './plain-text.ts'
import { SerializationError } from './serialization-error.ts'
import type { Values } from './tree.ts'
import { elementName, type XmlNames } from './xml.ts'
import type { XmlElement } from './xml-document.ts'

/** The children of an element to the typed values of a structure. @throws SerializationError */
export function readXmlMembers(shape: StructureShape, element: XmlElement, names: XmlNames = 'rest'): Values {
  const byName = Map.groupBy(element.children, child => child.name)
  const result: Values = {}
  for (const member of shape.members) {
    if (member.traits.attribute) {
      const text = element.attributes.get(member.wireName) ?? element.attributes.get(member.wireName.split(':').at(-1)!)
      if (text !== undefined) result[member.name] = readText(member.shape, text)
      continue
    }
    const children = byName.get(elementName(member, names))
    if (children === undefined) continue
    const { shape: target, traits } = member
    const isFlat = traits.flattened || ('flattened' in target && target.flattened)
    if (target.kind === 'list' && isFlat) result[member.name] = children.map(child => readXmlValue(target.member, child, names))
    else if (target.kind === 'map' && isFlat) result[member.name] = readEntries(target, children, names)
    else result[member.name] = readXmlValue(target, children[0]!, names)
  }
  return result
}

export function readXmlValue(shape: Shape, element: XmlElement, names: XmlNames = 'rest'): unknown {
  switch (shape.kind) {
    case 'list':
      return readItems(shape, element, names)
    case 'map':
      return readEntries(shape, element.children, names)
    case 'structure':
    case 'union':
      return readXmlMembers(shape, element, names)
    default:
      return readText(shape, element.text)
  }
}

function readItems({ member }: ListShape, { children }: XmlElement, names: XmlNames): unknown[] {
  return children.map(child => readXmlValue(member, child, names))
}

function readEntries({ keyName, valueName, value }: MapShape, children: readonly XmlElement[], names: XmlNames): Values {
  const entries = children.flatMap(entry => {
    const key = entry.children.find(child => child.name === keyName)
    const held = entry.children.find(child => child.name === valueName)
    return key === undefined || held === undefined ? [] : [[key.text, readXmlValue(value, held, names)] as const]
  })
  return Object.fromEntries(entries)
}

function readText(shape: Shape, text: string): unknown {
  switch (shape.kind) {
    case 'number': {
      const number = Number(text)
      if (text.trim() === '' || Number.isNaN(number)) throw new SerializationError(`${text} is not a valid number`)
      return number
    }
    case 'boolean':
      return text.trim() === 'true'
    case 'timestamp': {
      const instant = readInstant(text.trim())
      if (instant === undefined) throw new SerializationError(`${text} is not a valid timestamp`)
      return instant
    }
    case 'blob':
      return Buffer.from(text, 'base64')
    default:
      return text
  }
}
