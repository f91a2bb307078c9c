import type { Ids } from '@pasos/engine'
import type { ApiRecord } from '../records/api-record.ts'
import type { ApiAnswer } from './api-request.ts'

interface Served {
  ids: Ids
  /** Epoch milliseconds. */
  now: number
  requestId: string
  traceId: string
  api: ApiRecord | undefined
}

/**
 * The answer's headers with those that API Gateway adds; an edge-optimized API answers through CloudFront, which adds its own. A header
 * that an integration has set itself stays.
 */
export function servedHeaders({ status, headers, body }: ApiAnswer, { ids, now, requestId, traceId, api }: Served): ApiAnswer['headers'] {
  const token = (length: number) => ids.uuid().replaceAll('-', '').slice(0, length)
  const isEdge = api?.endpointTypes.includes('EDGE') ?? false
  const added: ApiAnswer['headers'] = [
    ['Connection', 'keep-alive'],
    ['Content-Length', String(body.length)],
    ['Date', new Date(now).toUTCString().replace(/,(?=\S)/, ', ')],
    ['x-amz-apigw-id', `${Buffer.from(token(10)).toString('base64url').slice(0, 15)}=`],
    ['x-amzn-RequestId', requestId],
    ...(status < 400 ? [['X-Amzn-Trace-Id', traceId] as [string, string]] : []),
  ]
  if (isEdge) {
    added.push(
      ['Via', `1.1 ${token(32)}.cloudfront.net (CloudFront)`],
      ['X-Amz-Cf-Id', `${Buffer.from(token(32) + token(8)).toString('base64url')}==`],
      ['X-Amz-Cf-Pop', 'LOCAL1-P1'],
      ['X-Cache', status < 400 ? 'Miss from cloudfront' : 'Error from cloudfront'],
    )
  }
  const own = new Set(headers.map(([name]) => name.toLowerCase()))
  return [...headers, ...added.filter(([name]) => !own.has(name.toLowerCase()))]
}
