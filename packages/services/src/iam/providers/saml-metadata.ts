import { X509Certificate } from 'node:crypto'
import { allElements, childrenOf, instantOf, isElement, parseXml, samlNames, textOf } from './saml-xml.ts'

/** What an identity provider says of itself. */
export interface SamlMetadata {
  /** Its name, the issuer of its assertions. */
  entityId: string
  /** Certificates of the keys that it signs with: DER, as base64. */
  certificates: string[]
  /** Epoch milliseconds, where it says so. */
  validUntil?: number
}

/** Nothing for what is no metadata of an identity provider, or names no certificate for signatures. */
export function readSamlMetadata(document: string): SamlMetadata | undefined {
  const root = parseXml(document.replace(/^\uFEFF/, ''))
  if (root === undefined || !isElement(root, samlNames.metadata, 'EntityDescriptor')) return undefined
  const entityId = root.getAttribute('entityID')
  const keys = childrenOf(root, samlNames.metadata, 'IDPSSODescriptor')
    .flatMap(role => childrenOf(role, samlNames.metadata, 'KeyDescriptor'))
    .filter(key => key.getAttribute('use') !== 'encryption')
  const certificates = keys
    .flatMap(allElements)
    .filter(element => isElement(element, samlNames.signature, 'X509Certificate'))
    .map(element => textOf(element).replace(/\s/g, ''))
  if (entityId === '' || certificates.length === 0 || !certificates.every(isCertificate)) return undefined
  const validUntil = instantOf(root.getAttribute('validUntil'))
  return { entityId, certificates, ...(validUntil !== undefined && { validUntil }) }
}

function isCertificate(base64: string): boolean {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).publicKey.type === 'public'
  } catch {
    return false
  }
}
