import type { Shape, StructureShape } from '@pasos/models'
import type { Values } from './tree.ts'

/** The members of a structure as XML elements, without an element around them. */
export function writeXmlMembers(shape: StructureShape, value: Values): string {
  let text = ''
  for (const { name, shape: member } of shape.members) {
    const present = value[name]
    if (present !== undefined && present !== null) text += writeElement(name, member, present)
  }
  return text
}

function writeElement(name: string, shape: Shape, value: unknown): string {
  return `<${name}>${writeContent(shape, value)}</${name}>`
}

function writeContent(shape: Shape, value: unknown): string {
  switch (shape.kind) {
    case 'string':
    case 'document':
      return escapeXml(String(value))
    case 'number':
    case 'boolean':
      return String(value)
    case 'timestamp':
      return isoText(value as Date)
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64')
    case 'list':
      return (value as unknown[]).map(item => writeElement('member', shape.member, item)).join('')
    case 'map':
      return Object.entries(value as Values)
        .map(([key, item]) => `<entry><key>${escapeXml(key)}</key>${writeElement('value', shape.value, item)}</entry>`)
        .join('')
    case 'structure':
    case 'union':
      return writeXmlMembers(shape, value as Values)
  }
}

/** `2026-01-31T12:00:00Z`, with milliseconds only where there are any. */
export function isoText(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z')
}

// XML 1.0 has no form at all for other control characters and halves of surrogate pairs: they become U+FFFD.
const special = /[&<>"'\r\ufffe\uffff]|\p{Cs}|(?![\t\n\x7f-\x9f])\p{Cc}/gu

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\r': '&#xD;' }

export function escapeXml(text: string): string {
  return text.replace(special, character => entities[character] ?? '\ufffd')
}
