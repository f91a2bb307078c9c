import type { KeyObject } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import {
  allElements,
  childElements,
  childrenOf,
  isElement,
  parseXml,
  samlNames,
  textOf,
  type XmlNode,
} from '../../iam/providers/saml-xml.ts'

/** What kept a response from being believed. */
export type SamlRefusal = 'malformed' | 'encrypted' | 'status' | 'signature'

const canonical = ['http://www.w3.org/2001/10/xml-exc-c14n#', 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315']
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
/** Without SHA-1, which can be made to collide, and without secrets that both sides know. */
const signatureAlgorithms = [
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
]
const digestAlgorithms = ['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512']

/**
 * The one assertion of a response, made of nothing but bytes that one of the keys signed; or why there is none. The text may hold one
 * assertion and, on it or on the response, signatures in the one form that SAML has for them (Core 2.0, 5.4). Everything else in which
 * a signature could be about another element than the one that is read is refused by its form: further assertions or signatures,
 * references elsewhere, transforms that select, ids that are there twice. Which key signed is never taken from the text.
 */
export function signedAssertion(text: string, keys: readonly KeyObject[]): XmlNode | SamlRefusal {
  const response = parseXml(text)
  if (response === undefined || !isElement(response, samlNames.protocol, 'Response')) return 'malformed'
  const elements = allElements(response)
  const named = (namespace: string, name: string) => elements.filter(element => isElement(element, namespace, name))
  if (named(samlNames.assertion, 'EncryptedAssertion').length > 0) return 'encrypted'
  if (!hasSucceeded(response)) return 'status'
  const [assertion, ...others] = named(samlNames.assertion, 'Assertion')
  if (assertion === undefined || others.length > 0 || assertion.parentNode !== response || !hasDistinctIds(elements)) return 'malformed'
  const signatures = named(samlNames.signature, 'Signature')
  const owners = signatures.map(({ parentNode }) => parentNode)
  const isPlaced = owners.every(owner => owner === response || owner === assertion) && new Set(owners).size === owners.length
  if (signatures.length === 0 || !isPlaced) return 'signature'
  const signed = signatures.map(signature => signedText(text, signature, keys))
  // The assertion's own signature, where it has one besides the response's, says the same with less around it.
  const own = signed[owners.indexOf(assertion)] ?? signed[0]
  if (own === undefined || signed.includes(undefined)) return 'signature'
  const root = parseXml(own)
  const believed = root && (isElement(root, samlNames.assertion, 'Assertion') ? [root] : childrenOf(root, samlNames.assertion, 'Assertion'))
  return believed?.length === 1 ? believed[0]! : 'signature'
}

function hasSucceeded(response: XmlNode): boolean {
  const codes = childrenOf(response, samlNames.protocol, 'Status').flatMap(status => childrenOf(status, samlNames.protocol, 'StatusCode'))
  return codes.length === 1 && codes[0]!.getAttribute('Value') === 'urn:oasis:names:tc:SAML:2.0:status:Success'
}

function hasDistinctIds(elements: readonly XmlNode[]): boolean {
  const ids = elements
    .flatMap(({ attributes }) => Array.from(attributes ?? []))
    .filter(({ localName }) => /^id$/i.test(localName))
    .map(({ value }) => value)
  return new Set(ids).size === ids.length
}

/** The bytes that this signature is about, as its makers saw them, when one of the keys made it. */
function signedText(text: string, signature: XmlNode, keys: readonly KeyObject[]): string | undefined {
  if (!isSamlSignature(signature)) return undefined
  for (const key of keys) {
    try {
      const checked = new SignedXml({ publicCert: key.export({ type: 'spki', format: 'pem' }), getCertFromKeyInfo: () => null })
      checked.loadSignature(signature as unknown as Parameters<SignedXml['loadSignature']>[0])
      if (checked.checkSignature(text)) return checked.getSignedReferences()[0]
    } catch {
      // Another key, or no signature at all.
    }
  }
  return undefined
}

/** One reference, to the element that the signature stands in, with no more done to it than taking the signature out. */
function isSamlSignature(signature: XmlNode): boolean {
  const only = (node: XmlNode, ...names: string[]): XmlNode[] | undefined => {
    const children = childElements(node)
    const isRight = children.length === names.length && children.every((child, at) => isElement(child, samlNames.signature, names[at]!))
    return isRight ? children : undefined
  }
  const parts = only(signature, 'SignedInfo', 'SignatureValue', 'KeyInfo') ?? only(signature, 'SignedInfo', 'SignatureValue')
  const info = parts && only(parts[0]!, 'CanonicalizationMethod', 'SignatureMethod', 'Reference')
  const reference = info && only(info[2]!, 'Transforms', 'DigestMethod', 'DigestValue')
  if (!info || !reference) return false
  const algorithm = (node: XmlNode) => node.getAttribute('Algorithm')
  const transforms = childElements(reference[0]!)
  const id = signature.parentNode?.getAttribute('ID') ?? ''
  return (
    id !== '' &&
    info[2]!.getAttribute('URI') === `#${id}` &&
    canonical.includes(algorithm(info[0]!)) &&
    signatureAlgorithms.includes(algorithm(info[1]!)) &&
    digestAlgorithms.includes(algorithm(reference[1]!)) &&
    transforms.length === 2 &&
    transforms.every(node => isElement(node, samlNames.signature, 'Transform')) &&
    algorithm(transforms[0]!) === enveloped &&
    canonical.includes(algorithm(transforms[1]!)) &&
    textOf(parts![1]!) !== ''
  )
}
