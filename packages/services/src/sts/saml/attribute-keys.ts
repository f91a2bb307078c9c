import type { ContextValues } from '../../iam/policy/request-context.ts'

const eduPerson = 'urn:oid:1.3.6.1.4.1.5923.1.1.1'
const eduOrg = 'urn:oid:1.3.6.1.4.1.5923.1.2.1'
const claims = 'http://schemas.xmlsoap.org'
const person = 'urn:oid:0.9.2342.19200300.100.1'

/** AWS: "Configure SAML assertions for the authentication response", the attributes that are condition keys, without `saml:`. */
const keysByAttribute: Readonly<Record<string, string>> = {
  [`${eduPerson}.1`]: 'edupersonaffiliation',
  [`${eduPerson}.2`]: 'edupersonnickname',
  [`${eduPerson}.3`]: 'edupersonorgdn',
  [`${eduPerson}.4`]: 'edupersonorgunitdn',
  [`${eduPerson}.5`]: 'edupersonprimaryaffiliation',
  [`${eduPerson}.6`]: 'edupersonprincipalname',
  [`${eduPerson}.7`]: 'edupersonentitlement',
  [`${eduPerson}.8`]: 'edupersonprimaryorgunitdn',
  [`${eduPerson}.9`]: 'edupersonscopedaffiliation',
  [`${eduPerson}.10`]: 'edupersontargetedid',
  [`${eduPerson}.11`]: 'edupersonassurance',
  [`${eduOrg}.2`]: 'eduorghomepageuri',
  [`${eduOrg}.3`]: 'eduorgidentityauthnpolicyuri',
  [`${eduOrg}.4`]: 'eduorglegalname',
  [`${eduOrg}.5`]: 'eduorgsuperioruri',
  [`${eduOrg}.6`]: 'eduorgwhitepagesuri',
  [`${claims}/ws/2005/05/identity/claims/name`]: 'name',
  [`${claims}/claims/CommonName`]: 'commonName',
  [`${claims}/ws/2005/05/identity/claims/givenname`]: 'givenName',
  [`${claims}/ws/2005/05/identity/claims/surname`]: 'surname',
  [`${claims}/ws/2005/05/identity/claims/emailaddress`]: 'mail',
  'http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid': 'primaryGroupSID',
  'urn:oid:2.5.4.3': 'cn',
  'urn:oid:2.5.4.4': 'surname',
  'urn:oid:2.5.4.42': 'givenName',
  'urn:oid:2.5.4.45': 'x500UniqueIdentifier',
  [`${person}.1`]: 'uid',
  [`${person}.3`]: 'mail',
  [`${person}.45`]: 'organizationStatus',
}

/** What conditions of a trust policy see of the attributes of an assertion. */
export function attributeKeys(attributes: ReadonlyMap<string, readonly string[]>): ContextValues {
  const entries = [...attributes].flatMap(([name, values]) => {
    const key = keysByAttribute[name]
    return key === undefined || values.length === 0 ? [] : [[`saml:${key}`, values] as const]
  })
  const common = attributes.get('urn:oid:2.5.4.3')
  return { ...Object.fromEntries(entries), ...(common !== undefined && { 'saml:commonName': common }) }
}
