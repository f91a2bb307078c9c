import { Readable } from 'node:stream'
import { IAMClient } from '@aws-sdk/client-iam'
import { STSClient } from '@aws-sdk/client-sts'
import { partitionOf } from '@pasos/asl'
import { durableCatalog, fakeClock, memoryJournal, seededIds } from '@pasos/engine'
import { createDispatcher, type DispatcherOptions, type ServiceOperations } from '@pasos/wire'
import { allServices } from '../../services.ts'
import { createCredentialStore } from '../../sts/credential-store.ts'
import { createStsService } from '../../sts/sts-service.ts'
import { createIssuerKeys, type GivenKeys } from '../../sts/web-identity/issuer-keys.ts'
import { createAuthorizer } from '../authorizer.ts'
import { createCallerPermission } from '../caller-permission.ts'
import { createIamService } from '../iam-service.ts'
import { createUseNotes } from '../last-use.ts'

export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

export const account = '123456789012'

const root: Credentials = { accessKeyId: account, secretAccessKey: 'anything' }

interface SdkRequest {
  method: string
  path: string
  query: Record<string, string>
  headers: Record<string, string>
  body?: string | Uint8Array
}

/** IAM and STS on in-memory ports, reached with the real clients, without a socket. The clock starts at the present: clients sign with it. */
export function iamWorld({
  services = [],
  givenKeys = new Map(),
  ...options
}: Partial<DispatcherOptions> & { givenKeys?: GivenKeys } = {}) {
  const journal = memoryJournal()
  const catalog = durableCatalog(journal)
  const { data } = journal
  const clock = fakeClock(Date.now())
  const ids = seededIds()
  const credentials = createCredentialStore({ catalog, data, clock, ids })
  const authorizer = createAuthorizer({ catalog, clock, ids, credentials })
  const iam = createIamService({ catalog, clock, ids })
  const nowhere = { exchange: () => Promise.reject(new Error('nothing goes out in this test')) }
  const issuerKeys = createIssuerKeys({ given: givenKeys, outgoing: nowhere, clock })
  const sts = {
    ...createStsService({ catalog, clock, credentials, authorizer, issuerKeys }),
    unsigned: ['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  }
  const uses = createUseNotes({ catalog, clock, logger: { error: console.error } })
  const { authorizeCaller } = createCallerPermission({ authorizer, catalog, services: allServices, uses })
  const dispatch = createDispatcher({
    services: [iam, sts, ...(services as ServiceOperations[])],
    credential: credentials.find,
    authorizeCaller,
    logger: { error: (message, details) => console.error(message, details) },
    now: clock.now,
    partition: partitionOf,
    ...options,
  })
  const requestHandler = {
    async handle({ method, path, query, headers, body }: SdkRequest) {
      const search = new URLSearchParams(query).toString()
      const answer = await dispatch({
        method,
        url: search === '' ? path : `${path}?${search}`,
        headers,
        body: Buffer.from(body ?? ''),
        signal: new AbortController().signal,
      })
      return { response: { statusCode: answer.status, headers: answer.headers, body: Readable.from([Buffer.from(answer.body)]) } }
    },
  }
  const config = (who: Credentials, region = 'us-east-1') => ({
    endpoint: 'http://localhost',
    region,
    credentials: who,
    maxAttempts: 1,
    // biome-ignore lint/suspicious/noExplicitAny: the clients want a whole HTTP handler, of which they use one method
    requestHandler: requestHandler as any,
  })
  return {
    catalog,
    data,
    clock,
    credentials,
    authorizer,
    authorizeCaller,
    dispatch,
    iam: (who: Credentials = root, region?: string) => new IAMClient(config(who, region)),
    sts: (who: Credentials = root, region?: string) => new STSClient(config(who, region)),
  }
}

export function trustOf(principal: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }] })
}

export function allow(action: string | string[], resource: string | string[] = '*', more: object = {}): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: resource, ...more }] })
}
