import { ApiError } from '@pasos/wire'
import { childElements, childrenOf, instantOf, samlNames, textOf, type XmlNode } from '../../iam/providers/saml-xml.ts'

/** What an assertion says, once it is known who signed it. */
export interface SamlAssertion {
  issuer: string
  /** The NameID. */
  subject: string
  /** Its format, without the prefix of SAML 2.0's own. */
  subjectType: string
  /** To whom it was to be given: the address of AWS's sign-in. */
  recipient: string
  /** Values by the attribute's name. */
  attributes: ReadonlyMap<string, readonly string[]>
  /** Epoch milliseconds, where the provider ends its sessions. */
  sessionEndsAt?: number
}

/** Clocks differ. */
const skewMs = 5 * 60_000
/** AWS: "Token must be redeemed within 5 minutes of issuance". */
const redeemMs = 5 * 60_000
/** What AWS is to identity providers, in its partitions: those that are set up for it are set up for this server. */
const awsAddress = /^https:\/\/(?:[a-z0-9-]+\.)?signin\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)\/saml(?:\/acs\/[\w-]+)?$/
const awsName = /^urn:amazon:webservices(?::[\w-]+)?$/

export function invalidResponse(message: string): ApiError {
  return new ApiError('InvalidIdentityTokenException', message)
}

/** `now` is epoch milliseconds. @throws ApiError InvalidIdentityToken, ExpiredToken */
export function readAssertion(assertion: XmlNode, now: number): SamlAssertion {
  const one = (name: string): XmlNode => {
    const [found, ...others] = childrenOf(assertion, samlNames.assertion, name)
    if (found === undefined || others.length > 0) throw invalidResponse(`${name} is required in AuthnResponse`)
    return found
  }
  const issuer = textOf(one('Issuer'))
  checkIssued(assertion, now)
  checkConditions(one('Conditions'), now)
  const subject = one('Subject')
  const [nameId] = childrenOf(subject, samlNames.assertion, 'NameID')
  if (nameId === undefined || textOf(nameId) === '') throw invalidResponse('NameID is required in AuthnResponse')
  const format = nameId.getAttribute('Format') || 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified'
  const ends = childrenOf(assertion, samlNames.assertion, 'AuthnStatement').flatMap(statement => {
    const text = statement.getAttribute('SessionNotOnOrAfter')
    return text === '' ? [] : [instant(text)]
  })
  return {
    ...{ issuer, subject: textOf(nameId), recipient: recipientOf(subject, now), attributes: attributesOf(assertion) },
    subjectType: format.replace(/^urn:oasis:names:tc:SAML:2\.0:nameid-format:/, ''),
    ...(ends.length > 0 && { sessionEndsAt: Math.min(...ends) }),
  }
}

function checkIssued(assertion: XmlNode, now: number): void {
  const issuedAt = instant(assertion.getAttribute('IssueInstant'))
  if (issuedAt > now + skewMs) throw invalidResponse('Response is not yet valid')
  if (now > issuedAt + redeemMs) throw expired()
}

function checkConditions(conditions: XmlNode, now: number): void {
  checkWindow(conditions, now)
  const restrictions = childrenOf(conditions, samlNames.assertion, 'AudienceRestriction')
  const isForAws = (restriction: XmlNode) =>
    childrenOf(restriction, samlNames.assertion, 'Audience').some(audience => isAws(textOf(audience)))
  if (restrictions.length === 0 || !restrictions.every(isForAws)) throw invalidResponse('Response does not contain the required audience.')
  // Core 2.0, 2.5.1: who does not understand a condition can't say that it holds.
  const known = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction']
  const isKnown = ({ namespaceURI, localName }: XmlNode) => namespaceURI === samlNames.assertion && known.includes(localName ?? '')
  if (!childElements(conditions).every(isKnown)) throw invalidResponse('Response has conditions that are not understood')
}

function isAws(audience: string): boolean {
  return awsAddress.test(audience) || awsName.test(audience)
}

/** The recipient of the first confirmation by bearer that holds. */
function recipientOf(subject: XmlNode, now: number): string {
  const bearers = childrenOf(subject, samlNames.assertion, 'SubjectConfirmation')
    .filter(confirmation => confirmation.getAttribute('Method') === 'urn:oasis:names:tc:SAML:2.0:cm:bearer')
    .flatMap(confirmation => childrenOf(confirmation, samlNames.assertion, 'SubjectConfirmationData'))
    .filter(data => awsAddress.test(data.getAttribute('Recipient')))
  const [first] = bearers
  if (first === undefined) throw invalidResponse('Response does not contain the required recipient.')
  if (first.getAttribute('NotOnOrAfter') === '') throw invalidResponse('NotOnOrAfter is required in SubjectConfirmationData')
  checkWindow(first, now)
  return first.getAttribute('Recipient')
}

/** NotBefore and NotOnOrAfter of an element, where it has them. */
function checkWindow(element: XmlNode, now: number): void {
  const begin = element.getAttribute('NotBefore')
  const end = element.getAttribute('NotOnOrAfter')
  if (begin !== '' && instant(begin) > now + skewMs) throw invalidResponse('Response is not yet valid')
  if (end !== '' && instant(end) <= now) throw expired()
}

function instant(text: string): number {
  const time = instantOf(text)
  if (time === undefined) throw invalidResponse(`${text === '' ? 'An instant is missing' : 'An instant is malformed'} in AuthnResponse`)
  return time
}

function expired(): ApiError {
  return new ApiError('ExpiredTokenException', 'Token must be redeemed within 5 minutes of issuance')
}

function attributesOf(assertion: XmlNode): Map<string, string[]> {
  const attributes = new Map<string, string[]>()
  const statements = childrenOf(assertion, samlNames.assertion, 'AttributeStatement')
  for (const attribute of statements.flatMap(statement => childrenOf(statement, samlNames.assertion, 'Attribute'))) {
    const name = attribute.getAttribute('Name')
    const values = childrenOf(attribute, samlNames.assertion, 'AttributeValue').map(textOf)
    attributes.set(name, [...(attributes.get(name) ?? []), ...values])
  }
  return attributes
}
