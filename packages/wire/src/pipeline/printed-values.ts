/** How many buckets AWS's set has, however many values are in it: OpenSearch's hundred instance types lie in these too. */
const BUCKETS = 32

/**
 * An enumeration's values in the order in which AWS's services print them: that of a hash set of Java's strings, whose buckets are walked
 * in turn, each from its newest entry. Seen in recorded refusals of Step Functions, and it holds for those of DynamoDB, Kinesis, Systems
 * Manager, CloudWatch, CloudFormation and OpenSearch that people have published.
 */
export function printedValues(values: readonly string[]): string[] {
  const buckets = new Map<number, string[]>()
  for (const value of values) {
    const bucket = javaHash(value) & (BUCKETS - 1)
    buckets.set(bucket, [value, ...(buckets.get(bucket) ?? [])])
  }
  return [...buckets].sort(([a], [b]) => a - b).flatMap(([, entries]) => entries)
}

/** `String.hashCode` of Java. */
function javaHash(text: string): number {
  let hash = 0
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0
  return hash
}
