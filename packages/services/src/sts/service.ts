import type { Service } from '../declaration/service.ts'

/** Who is who, and sessions of roles. */
export const stsService: Service = {
  scope: 'sts',
  operations: {
    AssumeRole: { unchecked: 'asks for itself' },
    AssumeRoleWithSAML: { unchecked: 'asks for itself', isUnsigned: true },
    AssumeRoleWithWebIdentity: { unchecked: 'asks for itself', isUnsigned: true },
    GetAccessKeyInfo: {},
    GetCallerIdentity: { unchecked: 'open to everybody' },
    GetFederationToken: { unchecked: 'asks for itself' },
    GetSessionToken: { unchecked: 'open to everybody' },
  },
  async open({ catalog, clock, credentials, authorizer, outgoing, givenKeys }) {
    const { createIssuerKeys } = await import('./web-identity/issuer-keys.ts')
    const { createStsService } = await import('./sts-service.ts')
    const issuerKeys = createIssuerKeys({ given: givenKeys, outgoing, clock })
    const { operations } = createStsService({ catalog, clock, credentials, authorizer, issuerKeys })
    return { operations, face: undefined }
  },
}
