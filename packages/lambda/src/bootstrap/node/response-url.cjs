'use strict'

const mark = '/_cloudformation-response/'
let isDone = false

/**
 * Code behind custom resources of CloudFormation puts its answer to port 443 of the host in `ResponseURL`, whatever the address says: the
 * usual modules for it are written so. Here the address is one of plain HTTP, and such requests go where it says. Done at the first event
 * that has such an address, so that others pay nothing for it.
 */
function answerResponseUrls(event, endpoint) {
  // What is invoked asynchronously, as custom resources are, is no larger.
  if (isDone || event.length > 262_144 || !event.includes(mark) || !endpoint || !URL.canParse(endpoint)) return
  isDone = true
  const { hostname, port } = new URL(endpoint)
  const https = require('node:https')
  const http = require('node:http')
  const { request } = https
  https.request = (...args) => {
    const [first, second, third] = args
    const isAddress = typeof first === 'string' || first instanceof URL
    const address = isAddress ? new URL(first) : undefined
    const options = (isAddress ? (typeof second === 'function' ? {} : second) : first) ?? {}
    const path = options.path ?? (address && address.pathname + address.search)
    const host = options.hostname ?? options.host ?? address?.hostname
    if (host !== hostname || !String(path).startsWith(mark)) return request(...args)
    const { agent: _agent, protocol: _protocol, ...rest } = options
    const callback = isAddress ? (typeof second === 'function' ? second : third) : second
    return http.request({ ...rest, hostname, port, path }, callback)
  }
  require('node:module').syncBuiltinESMExports()
}

module.exports = { answerResponseUrls }
