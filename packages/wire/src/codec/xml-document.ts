import { SerializationError } from './serialization-error.ts'

/** An element as it stands: names without their prefixes, what is in it in order. */
export interface XmlElement {
  name: string
  attributes: Map<string, string>
  children: XmlElement[]
  text: string
}

const maxDepth = 64

const token =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s/>!?][^\s/>]*)((?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|[^<]+/gy
const attribute = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

/**
 * Reads an XML document to its outermost element. Without document types: entities are the five of XML and numbers, so nothing expands.
 * @throws SerializationError for what is no well-formed document
 */
export function parseXml(source: string): XmlElement {
  const top: XmlElement = { name: '', attributes: new Map(), children: [], text: '' }
  const open = [top]
  const names = ['']
  token.lastIndex = source.charCodeAt(0) === 0xfeff ? 1 : 0
  while (token.lastIndex < source.length) {
    const found = token.exec(source)
    if (found === null) throw malformed()
    const [whole, cdata, slash, name, attributes = '', selfClosing] = found
    const current = open.at(-1)!
    if (name === undefined) {
      if (cdata !== undefined) current.text += cdata
      else if (whole.charCodeAt(0) !== 0x3c) current.text += unescapeXml(whole)
    } else if (slash === '/') {
      if (open.length === 1 || names.pop() !== name) throw malformed()
      open.pop()
    } else {
      const element = { name: localName(name), attributes: attributesOf(attributes), children: [], text: '' }
      current.children.push(element)
      if (selfClosing === '/') continue
      if (open.length > maxDepth) throw new SerializationError('Maximum nesting depth exceeded')
      open.push(element)
      names.push(name)
    }
  }
  const [root] = top.children
  if (open.length > 1 || root === undefined || top.children.length > 1 || top.text.trim() !== '') throw malformed()
  return root
}

function malformed(): SerializationError {
  return new SerializationError('The XML you provided was not well-formed or did not validate against our published schema')
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function attributesOf(text: string): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const [, name = '', double, single] of text.matchAll(attribute)) attributes.set(name, unescapeXml(double ?? single ?? ''))
  return attributes
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescapeXml(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w+));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return named[name] ?? whole
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
