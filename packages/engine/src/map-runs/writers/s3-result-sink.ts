import { isJsonObject, type JsonObject, manifestKey, resultsFolder, transformationOf, writtenResults } from '@pasos/asl'
import { integrationOf } from '@pasos/integrations'
import type { ResultRequest, ResultSink } from '../../ports/map-runs.ts'
import { type ObjectPlace, ObjectsRefused, type StoredObjects } from '../../ports/stored-objects.ts'
import { type ResultFile, type ResultKind, writeResultFiles } from './result-files.ts'

const denied = "Access denied. Ensure the correct permissions are added to your state machine's execution role. "

/** AWS: a file of results has 5 GB at most. */
const mostFileBytes = 5_000_000_000

/**
 * Results as objects of S3, ResultWriter's `s3:putObject`: files by how executions ended, and a manifest that names them, written last.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 *
 * @param objects asked for once there is something to write
 */
export function s3ResultSink(objects: () => StoredObjects, limits = { mostFileBytes }): ResultSink {
  return {
    claims: resource => integrationOf(resource) === 's3:putObject',
    async prove(request) {
      const folder = folderOf(request)
      if (folder === undefined) return undefined
      try {
        const empty = bytesOf(manifest(folder.bucket, request.mapRunArn, { FAILED: [], PENDING: [], SUCCEEDED: [] }))
        await objects().write({ ...folder, key: manifestKey(folder.key) }, empty)
        return undefined
      } catch (error) {
        if (!(error instanceof ObjectsRefused)) throw error
        return `Failed to write a test manifest into the specified output bucket. ${error.status === 403 ? denied : ''}| Message from S3: ${error.message}`
      }
    },
    async write(request) {
      const { mapRunArn } = request
      const folder = folderOf(request)
      if (folder === undefined) return { outcome: 'failed', cause: "The ResultWriter's Bucket and Prefix must be strings." }
      try {
        const files = await writeResultFiles({
          ...{ objects: objects(), folder, children: request.children, pending: request.pending, mostBytes: limits.mostFileBytes },
          transformation: transformationOf(request),
          isLines: request.config['OutputType'] === 'JSONL',
        })
        await objects().write({ ...folder, key: manifestKey(folder.key) }, bytesOf(manifest(folder.bucket, mapRunArn, files)))
        return { outcome: 'written', output: writtenResults(mapRunArn, folder.bucket, folder.key) }
      } catch (error) {
        if (!(error instanceof ObjectsRefused)) throw error
        return { outcome: 'failed', cause: error.message }
      }
    },
  }
}

/** Where the results go; undefined where the request does not say it in texts. */
function folderOf({ request, mapRunArn, roleArn }: Pick<ResultRequest, 'request' | 'mapRunArn' | 'roleArn'>): ObjectPlace | undefined {
  const { Bucket, Prefix = '', ExpectedBucketOwner } = isJsonObject(request) ? request : {}
  if (typeof Bucket !== 'string' || Bucket === '' || typeof Prefix !== 'string') return undefined
  const key = resultsFolder(mapRunArn, Prefix)
  return { bucket: Bucket, key, roleArn, ...(typeof ExpectedBucketOwner === 'string' ? { expectedBucketOwner: ExpectedBucketOwner } : {}) }
}

function manifest(bucket: string, mapRunArn: string, files: Readonly<Record<ResultKind, ResultFile[]>>): JsonObject {
  const listed = (kind: ResultKind) => files[kind].map(({ key, size }) => ({ Key: key, Size: size }))
  const named = { FAILED: listed('FAILED'), PENDING: listed('PENDING'), SUCCEEDED: listed('SUCCEEDED') }
  return { DestinationBucket: bucket, MapRunArn: mapRunArn, ResultFiles: named }
}

async function* bytesOf(value: JsonObject): AsyncGenerator<Uint8Array> {
  yield Buffer.from(JSON.stringify(value))
}
