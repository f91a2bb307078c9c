import type { Service } from '../declaration/service.ts'

/** Who is who, and sessions of roles. */
export const stsService: Service = {
  scope: 'sts',
  operations: {
    AssumeRole: { unchecked: 'asks for itself' },
    GetCallerIdentity: { unchecked: 'open to everybody' },
    GetSessionToken: { unchecked: 'open to everybody' },
  },
  async open({ catalog, clock, credentials, authorizer }) {
    const { createStsService } = await import('./sts-service.ts')
    const { operations } = createStsService({ catalog, clock, credentials, authorizer })
    return { operations, face: undefined }
  },
}
