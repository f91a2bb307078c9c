/**
 * S3's addresses in one form: `https://bucket.s3.region.amazonaws.com/key` becomes `/bucket/key`. Ours are `bucket.localhost` and
 * `bucket.s3.localhost`, which every resolver takes to this machine. https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function pathStyle(path: string, host: string | undefined): string {
  const bucket = bucketOf(host)
  return bucket === undefined ? path : `/${bucket}${path}`
}

const servers = /^(?:s3[.-]?[a-z0-9.-]*\.)?(?:localhost|amazonaws\.com(?:\.cn)?)$/

function bucketOf(host: string | undefined): string | undefined {
  const name = host?.replace(/:\d+$/, '').toLowerCase() ?? ''
  // The bucket may have dots itself: the longest name of a server counts, from the first dot on.
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const bucket = name.slice(0, dot)
    if (servers.test(name.slice(dot + 1)) && !/^s3[.-]?[a-z0-9-]*$/.test(bucket)) return bucket
  }
  return undefined
}
