import { createWriteStream, openAsBlob } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { escapeUri, signatureHeaders } from '@pasos/wire'
import { Option } from 'commander'
import { callerRegion, endpointAddress } from './endpoint.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'

/** An object in S3, or in whatever speaks like it. */
export interface S3Object {
  bucket: string
  key: string
}

/** Where S3 is, when it is not AWS's. */
export function s3EndpointOption(): Option {
  return new Option('--s3-endpoint <url>', "where S3 is, for s3:// addresses; without: AWS's in the region")
    .env('AWS_ENDPOINT_URL_S3')
    .argParser(endpointAddress)
}

/** What `s3://BUCKET/KEY` names; nothing for any other text, which is a file. */
export function s3ObjectIn(text: string): S3Object | undefined {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(text) ?? []
  return bucket === undefined || key === undefined ? undefined : { bucket, key }
}

/** Stores a file of at most 5 GB, as one request does. @throws CommandError with what S3 says */
export async function putObject(object: S3Object, file: string, endpoint: string | undefined): Promise<void> {
  await send('PUT', object, endpoint, await openAsBlob(file))
}

/** Reads an object into a new file. @throws CommandError with what S3 says */
export async function getObject(object: S3Object, file: string, endpoint: string | undefined): Promise<void> {
  const { body } = await send('GET', object, endpoint)
  await pipeline(Readable.fromWeb(body!), createWriteStream(file, { flags: 'wx', mode: 0o600 }))
}

async function send(method: 'PUT' | 'GET', { bucket, key }: S3Object, endpoint: string | undefined, body?: Blob): Promise<Response> {
  const region = callerRegion()
  const base = endpoint ?? `https://s3.${region}.amazonaws.com`
  const path = [bucket, ...key.split('/')].map(escapeUri).join('/')
  const url = new URL(`/${path}`, base)
  const token = process.env['AWS_SESSION_TOKEN']
  const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...(token && { 'x-amz-security-token': token }) }
  const signed = signatureHeaders(
    { method, url: url.pathname, headers: { host: url.host, ...headers }, body: new Uint8Array() },
    { ...keys(), region, service: 's3', now: Date.now() },
  )
  const failed = (reason: string) => new CommandError(message('s3Failed', { address: `s3://${bucket}/${key}`, reason }), EXIT.failed)
  let response: Response
  try {
    response = await fetch(url, { method, headers: { ...headers, ...signed }, ...(body && { body }) })
  } catch (error) {
    const { cause } = error as { cause?: unknown }
    throw failed(cause instanceof Error ? cause.message : String(error))
  }
  if (response.ok) return response
  const text = await response.text()
  throw failed(/<Message>([^<]*)</.exec(text)?.[1] ?? `HTTP ${response.status}`)
}

/** Never Pasos' own key: it opens nothing of anybody else's, and is nobody else's to see. */
function keys(): { accessKeyId: string; secretAccessKey: string } {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env
  if (!accessKeyId || !secretAccessKey) throw new CommandError(message('s3NeedsKeys'), EXIT.usage)
  return { accessKeyId, secretAccessKey }
}
