import { createRequire } from 'node:module'

/** As much of a DOM node as is read here. */
export interface XmlNode {
  readonly nodeType: number
  readonly namespaceURI: string | null
  readonly localName: string | null
  readonly parentNode: XmlNode | null
  readonly childNodes: ArrayLike<XmlNode>
  readonly textContent: string | null
  readonly attributes?: ArrayLike<{ localName: string; value: string }>
  /** `''` where there is none. */
  getAttribute(name: string): string
}

const require = createRequire(import.meta.url)
/** Required, because an import would bring the types of a browser's whole DOM into every file that sees this one. */
const { DOMParser } = require('@xmldom/xmldom') as {
  DOMParser: new (options: {
    errorHandler(level: string, message: string): void
  }) => { parseFromString(text: string, type: string): { documentElement: XmlNode | undefined } }
}

export const samlNames = {
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
} as const

const mostDepth = 64

/**
 * The root of a document that has neither a document type nor entities of its own, is well-formed and not nested beyond reason; nothing
 * for any other text. The parser is the one that the check of signatures uses: two that read a text differently are how such checks
 * are got around.
 */
export function parseXml(text: string): XmlNode | undefined {
  if (/<!(?!--|\[CDATA\[)/.test(text)) return undefined
  try {
    const fail = (_level: string, message: string): never => {
      throw new Error(message)
    }
    const root = new DOMParser({ errorHandler: fail }).parseFromString(text, 'text/xml').documentElement
    return root === undefined || depthOf(root) > mostDepth ? undefined : root
  } catch {
    return undefined
  }
}

/** Without recursion: the text is a stranger's. Stops counting one level beyond what is allowed. */
function depthOf(root: XmlNode): number {
  let level = [root]
  let depth = 0
  while (level.length > 0 && depth <= mostDepth) {
    depth++
    level = level.flatMap(childElements)
  }
  return depth
}

export function childElements(node: XmlNode): XmlNode[] {
  return Array.from(node.childNodes).filter(({ nodeType }) => nodeType === 1)
}

/** The child elements of this name. */
export function childrenOf(node: XmlNode, namespace: string, name: string): XmlNode[] {
  return childElements(node).filter(child => isElement(child, namespace, name))
}

export function isElement(node: XmlNode, namespace: string, name: string): boolean {
  return node.namespaceURI === namespace && node.localName === name
}

/** The element and all below it. */
export function allElements(root: XmlNode): XmlNode[] {
  const found = [root]
  // Each by itself: as arguments of one call, a stranger's hundred thousand children are beyond what the stack holds.
  for (let at = 0; at < found.length; at++) for (const child of childElements(found[at]!)) found.push(child)
  return found
}

/** The text of an element, without the white space around it. What stands on both sides of a comment is one text. */
export function textOf(node: XmlNode): string {
  return (node.textContent ?? '').trim()
}

/** An instant as SAML writes it, in UTC; epoch milliseconds. Nothing for anything else. */
export function instantOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text)) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}
