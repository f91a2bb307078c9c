import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import { selfSignedCertificate } from '../../sns/signing/certificate.ts'

const hourMs = 3600_000

export interface ResponseOptions {
  /** Epoch milliseconds. */
  now: number
  roles: readonly string[]
  issuer?: string
  nameId?: string
  audience?: string
  recipient?: string
  /** Milliseconds from now. */
  issued?: number
  notBefore?: number
  notOnOrAfter?: number
  sessionEnds?: number
  status?: string
  attributes?: Readonly<Record<string, string>>
  /** Put into the conditions. */
  condition?: string
}

export const samlIssuer = 'https://idp.example/saml'
export const awsSignIn = 'https://signin.aws.amazon.com/saml'

const keys: KeyObject[] = []
let given = 0

/** Each takes a fifth of a second to be made, so that providers get them in turn: two that follow each other have not the same. */
function nextKey(): KeyObject {
  const at = given++ % 3
  keys[at] ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  return keys[at]
}

/** An identity provider with a key and a certificate that is good for an hour before and after `now`. */
export function samlProvider(now: number, { until = now + hourMs } = {}) {
  const privateKey = nextKey()
  const serial = Buffer.alloc(16, 1)
  const certificate = selfSignedCertificate({ privateKey, commonName: 'idp.example', from: now - hourMs, until, serial })
  const bare = certificate.replace(/-----[^-]+-----|\s/g, '')
  const metadata = (more = '') =>
    `<?xml version="1.0" encoding="UTF-8"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${samlIssuer}"${more}>` +
    '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">' +
    '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>' +
    `<ds:X509Certificate>${bare}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor></md:IDPSSODescriptor></md:EntityDescriptor>`
  return { privateKey, certificate, metadata }
}

/** The response of an identity provider, unsigned. */
export function samlResponse(options: ResponseOptions): string {
  const at = (ms: number) => new Date(options.now + ms).toISOString()
  const { issuer = samlIssuer, nameId = 'ana', audience = 'urn:amazon:webservices', recipient = awsSignIn } = options
  const attribute = (name: string, ...values: string[]) =>
    `<saml:Attribute Name="${name}">${values.map(value => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('')}</saml:Attribute>`
  const own = Object.entries({ 'https://aws.amazon.com/SAML/Attributes/RoleSessionName': 'ana@example', ...options.attributes })
  const ends = options.sessionEnds === undefined ? '' : ` SessionNotOnOrAfter="${at(options.sessionEnds)}"`
  return (
    '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_response" Version="2.0"' +
    ` IssueInstant="${at(0)}"><saml:Issuer>${issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${options.status ?? 'Success'}"/></samlp:Status>` +
    `<saml:Assertion ID="_assertion" Version="2.0" IssueInstant="${at(options.issued ?? 0)}"><saml:Issuer>${issuer}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${nameId}</saml:NameID>` +
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">' +
    `<saml:SubjectConfirmationData NotOnOrAfter="${at(options.notOnOrAfter ?? 300_000)}" Recipient="${recipient}"/></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${at(options.notBefore ?? -1000)}" NotOnOrAfter="${at(options.notOnOrAfter ?? 300_000)}">` +
    `<saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction>${options.condition ?? ''}</saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${at(0)}"${ends}/>` +
    `<saml:AttributeStatement>${attribute('https://aws.amazon.com/SAML/Attributes/Role', ...options.roles)}` +
    `${own.map(([name, value]) => attribute(name, value)).join('')}</saml:AttributeStatement></saml:Assertion></samlp:Response>`
  )
}

const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'

export interface SignatureOptions {
  privateKey: KeyObject
  /** Put into the signature's KeyInfo, for whoever would believe it. */
  certificate?: string
  /** The element that is signed, and in which the signature stands if `place` does not say otherwise. */
  element?: 'Assertion' | 'Response'
  place?: 'Assertion' | 'Response'
  algorithm?: string
  digest?: string
  transforms?: string[]
}

export function sign(xml: string, { privateKey, certificate, element = 'Assertion', ...options }: SignatureOptions): string {
  const signed = new SignedXml({
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    ...(certificate !== undefined && { publicCert: certificate }),
    signatureAlgorithm: options.algorithm ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: exclusive,
  })
  signed.addReference({
    xpath: `//*[local-name(.)='${element}']`,
    transforms: options.transforms ?? ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', exclusive],
    digestAlgorithm: options.digest ?? 'http://www.w3.org/2001/04/xmlenc#sha256',
  })
  const reference = `//*[local-name(.)='${options.place ?? element}']/*[local-name(.)='Issuer']`
  signed.computeSignature(xml, { prefix: 'ds', location: { reference, action: 'after' } })
  return signed.getSignedXml()
}
