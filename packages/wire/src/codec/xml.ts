import type { ListShape, MapShape, Member, Shape, StructureShape } from '@pasos/models'
import { plainText } from './plain-text.ts'
import type { Values } from './tree.ts'

/** Whose names elements have: those of the query protocols, or the usual ones. */
export type XmlNames = 'query' | 'rest'

/** The members of a structure as XML elements, without an element around them. */
export function writeXmlMembers(shape: StructureShape, value: Values, names: XmlNames = 'query'): string {
  let text = ''
  for (const member of shape.members) {
    const present = value[member.name]
    if (present !== undefined && present !== null && !member.traits.attribute) text += writeMember(member, present, names)
  }
  return text
}

/** A whole element with what stands in it. `namespace` is its own, `xmlns="…"`. */
export function writeXmlElement(name: string, shape: Shape, value: unknown, namespace?: string, names: XmlNames = 'rest'): string {
  const xmlns = namespace === undefined ? '' : ` xmlns="${escapeXml(namespace)}"`
  return `<${name}${xmlns}${attributesOf(shape, value)}>${writeContent(shape, value, names)}</${name}>`
}

/** What the elements of a member are called. */
export function elementName({ shape, wireName, traits }: Member, names: XmlNames): string {
  if (names === 'query' && traits.queryName !== undefined) return traits.queryName
  return names === 'query' && shape.kind === 'list' && shape.flattened && shape.memberName !== 'member' ? shape.memberName : wireName
}

function writeMember(member: Member, value: unknown, names: XmlNames): string {
  const { shape, traits } = member
  const name = elementName(member, names)
  const isFlat = traits.flattened || ('flattened' in shape && shape.flattened)
  if (shape.kind === 'list' && isFlat)
    return (value as unknown[]).map(item => writeXmlElement(name, shape.member, item, undefined, names)).join('')
  if (shape.kind === 'map' && isFlat) return entriesOf(shape, value as Values, name, names)
  const { namespace } = traits
  const xmlns =
    namespace === undefined ? '' : ` xmlns${namespace.prefix === undefined ? '' : `:${namespace.prefix}`}="${escapeXml(namespace.uri)}"`
  return `<${name}${xmlns}${attributesOf(shape, value, namespace?.prefix)}>${writeContent(shape, value, names)}</${name}>`
}

/** The one prefix that AWS's attributes have: without its namespace the document is none for most readers. */
const instance = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

/** @param declared the prefix whose namespace the element has already */
function attributesOf(shape: Shape, value: unknown, declared?: string): string {
  if (shape.kind !== 'structure') return ''
  let text = ''
  for (const { name, wireName, traits, shape: member } of shape.members) {
    const present = (value as Values)[name]
    if (!traits.attribute || present === undefined || present === null || !('kind' in member)) continue
    if (wireName.startsWith('xsi:') && declared !== 'xsi' && !text.startsWith(instance)) text = instance + text
    text += ` ${wireName}="${escapeXml(String(present))}"`
  }
  return text
}

function writeContent(shape: Shape, value: unknown, names: XmlNames): string {
  switch (shape.kind) {
    case 'list':
      return writeItems(shape, value as unknown[], names)
    case 'map':
      return entriesOf(shape, value as Values, 'entry', names)
    case 'structure':
    case 'union':
      return writeXmlMembers(shape, value as Values, names)
    default:
      return escapeXml(plainText(shape, value, 'iso8601'))
  }
}

function writeItems({ member, memberName }: ListShape, items: readonly unknown[], names: XmlNames): string {
  return items.map(item => writeXmlElement(memberName, member, item, undefined, names)).join('')
}

function entriesOf({ keyName, valueName, value }: MapShape, map: Values, name: string, names: XmlNames): string {
  return Object.entries(map)
    .map(
      ([key, item]) =>
        `<${name}><${keyName}>${escapeXml(key)}</${keyName}>${writeXmlElement(valueName, value, item, undefined, names)}</${name}>`,
    )
    .join('')
}

// XML 1.0 has no form at all for other control characters and halves of surrogate pairs: they become U+FFFD.
const special = /[&<>"'\r\ufffe\uffff]|\p{Cs}|(?![\t\n\x7f-\x9f])\p{Cc}/gu

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\r': '&#xD;' }

export function escapeXml(text: string): string {
  return text.replace(special, character => entities[character] ?? '\ufffd')
}
