/** Where a request is for: its address, taken apart once for everybody. */
export interface RequestTarget {
  /** Path and query as they were sent, undecoded; always begins with a slash. */
  url: string
  /** As sent, still percent-encoded. */
  path: string
  query: URLSearchParams
}

/**
 * Reads the target of a request line (RFC 9112, 3.2). Nothing for what names no path here: `*`, an authority, a scheme without a host.
 * Paths may begin with any number of slashes; an absolute target counts for its path alone, because `Host` says who is meant.
 */
export function parseTarget(target: string | undefined): RequestTarget | undefined {
  const url = target?.startsWith('/')
    ? target
    : /^https?:\/\/[^/?#\s]+(\/[^\s]*)?$/i
        .exec(target ?? '')
        ?.slice(1)
        .map(path => path ?? '/')[0]
  if (url === undefined || url.includes('#')) return undefined
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  return { url, path, query: mark < 0 ? noQuery : new URLSearchParams(url.slice(mark + 1)) }
}

/** Of all requests without one: nobody changes what a request says. */
const noQuery = new URLSearchParams()
