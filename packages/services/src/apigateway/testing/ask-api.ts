import type { ApiAnswer, ApiRequest } from '../serving/api-request.ts'

/** Anonymous and without a body where nothing else is said. Of headers with one name the last is told. */
export type AskedRequest = Pick<ApiRequest, 'apiId' | 'method' | 'path'> & Partial<Omit<ApiRequest, 'body'>> & { body?: string }

/** What an API answers; `face` is what serves it. */
export async function askApi(
  face: Promise<{ serve(request: ApiRequest): Promise<ApiAnswer> }>,
  { body = '', ...request }: AskedRequest,
): Promise<{ status: number; headers: Record<string, string>; body: string }> {
  const answer = await (await face).serve({
    ...{ query: '', headers: [], sourceIp: '127.0.0.1', isSecure: true, protocol: 'HTTP/1.1', host: 'h' },
    ...{ sender: () => ({ kind: 'nobody' }), ...request, body: Buffer.from(body) },
  })
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: Buffer.from(answer.body).toString() }
}
