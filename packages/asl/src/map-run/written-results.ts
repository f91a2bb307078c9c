import type { JsonObject } from '../json.ts'

/** The folder of a Map Run's results: under the writer's prefix, named by the Map Run's own part of its ARN. */
export function resultsFolder(mapRunArn: string, prefix: string): string {
  return `${prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`}${mapRunArn.split(':').at(-1)}`
}

/** The key of the manifest that names the files of such a folder. */
export function manifestKey(folder: string): string {
  return `${folder}/manifest.json`
}

/** What a Map gives on whose results were written to S3. */
export function writtenResults(mapRunArn: string, bucket: string, folder: string): JsonObject {
  return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket, Key: manifestKey(folder) } }
}
