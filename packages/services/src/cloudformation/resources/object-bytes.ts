import type { JsonObject } from '@pasos/asl'
import type { ResourceContext } from './resource-type.ts'

/** The bytes of an object's body, which the service hands out as a stream or whole. */
export async function collectBytes(body: unknown): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body)
  const chunks: Uint8Array[] = []
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The bytes of an object that a template names. @throws ServiceRefusal */
export async function storedBytes(context: ResourceContext, { Bucket, Key, Version }: JsonObject): Promise<Buffer> {
  const { Body } = await context.call('s3', 'GetObject', { Bucket, Key, ...(Version !== undefined && { VersionId: Version }) })
  return collectBytes(Body)
}
