import type { Checksums } from '../checksums/checksum.ts'
import type { ObjectEncryption } from './object-encryption.ts'

/** A part of an object's bytes: kept beside the record when it is small, in the content store otherwise. */
export interface Segment {
  bytes: number
  /** The content's id; without it the bytes are in the data store. */
  content?: string
}

/** One version of an object, or a delete marker. */
export interface ObjectRecord {
  key: string
  /** `null` for what was put while the bucket was not versioned. */
  versionId: string
  isDeleteMarker?: true
  /** Epoch milliseconds. */
  lastModified: number
  size: number
  /** Without quotation marks. */
  etag: string
  segments: Segment[]
  /** Sizes of the parts of a multipart upload, for reads by part number. */
  parts?: { size: number; checksums?: Checksums }[]
  checksums: Checksums
  checksumType?: 'FULL_OBJECT' | 'COMPOSITE'
  headers: ObjectHeaders
  metadata: Record<string, string>
  tags: [key: string, value: string][]
  storageClass?: string
  ownerId: string
}

/** Headers that are kept as they were given. */
export interface GivenHeaders {
  ContentType?: string
  CacheControl?: string
  ContentDisposition?: string
  ContentEncoding?: string
  ContentLanguage?: string
  Expires?: string
  WebsiteRedirectLocation?: string
}

/** Those, and how the object is encrypted. */
export interface ObjectHeaders extends GivenHeaders, ObjectEncryption {}

const headerNames = [
  'ContentType',
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'Expires',
  'WebsiteRedirectLocation',
] as const

/** The kept headers of a request. What the transport adds to Content-Encoding is none of the object's. */
export function headersOf(input: Record<string, unknown>): GivenHeaders {
  const headers: GivenHeaders = {}
  for (const name of headerNames) {
    const value = input[name]
    if (typeof value === 'string' && value !== '') headers[name] = value
  }
  const encodings = headers.ContentEncoding?.split(',')
    .map(encoding => encoding.trim())
    .filter(encoding => encoding !== 'aws-chunked')
  if (encodings?.length === 0) delete headers.ContentEncoding
  else if (encodings) headers.ContentEncoding = encodings.join(',')
  return headers
}
