'use strict'

/**
 * The SDK for JavaScript puts `sync-` (StartSyncExecution) or `stream-` before the endpoint's host and knows no variable against it.
 * Such a name is looked up as the endpoint's own, so that code written for AWS runs unchanged.
 */
function answerHostPrefixes(endpoint) {
  if (!endpoint || !URL.canParse(endpoint)) return
  const { hostname } = new URL(endpoint)
  const dns = require('node:dns')
  const lookup = dns.lookup
  const known = new Set([`sync-${hostname}`, `stream-${hostname}`])
  dns.lookup = (name, ...rest) => lookup(known.has(name) ? hostname : name, ...rest)
}

module.exports = { answerHostPrefixes }
