import { expect, it } from 'vitest'
import { allElements, type XmlNode } from './saml-xml.ts'

it('an element may have more children than a call has room for arguments', () => {
  const nothing = { nodeType: 1, namespaceURI: null, localName: 'a', parentNode: null, textContent: '', getAttribute: () => '' }
  const leaf: XmlNode = { ...nothing, childNodes: [] }
  const root: XmlNode = { ...nothing, childNodes: new Array<XmlNode>(200_000).fill(leaf) }
  expect(allElements(root)).toHaveLength(200_001)
})
