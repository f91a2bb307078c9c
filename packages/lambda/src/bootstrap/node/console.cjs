'use strict'
const util = require('node:util')
const { send } = require('./channel.cjs')

const levels = { TRACE: 1, DEBUG: 2, INFO: 3, WARN: 4, ERROR: 5, FATAL: 6 }
let currentRequestId

function setRequestId(requestId) {
  currentRequestId = requestId
}

function write(message) {
  send({ type: 'log', requestId: currentRequestId }, message)
}

function textLine(level, message, params) {
  return `${new Date().toISOString()}\t${currentRequestId}\t${level}\t${util.format(message, ...params)}\n`
}

function jsonLine(level, message, params) {
  const line = { timestamp: new Date().toISOString(), level, requestId: currentRequestId }
  const error = [message, ...params].find(value => value instanceof Error)
  line.message = params.length > 0 || error ? util.format(message, ...params) : message
  if (error) {
    line.errorType = error.constructor?.name ?? 'UnknownError'
    line.errorMessage = error.message
    line.stackTrace = typeof error.stack === 'string' ? error.stack.split('\n') : []
  }
  try {
    return `${JSON.stringify(line)}\n`
  } catch {
    return `${JSON.stringify({ ...line, message: util.format(message) })}\n`
  }
}

/** Lines written directly to a standard stream: one log event each, the unfinished one when the invocation ends. */
const unfinished = { stdout: '', stderr: '' }

function patchStream(name) {
  const stream = process[name]
  stream.write = (chunk, encoding, callback) => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    const lines = (unfinished[name] + text).split('\n')
    unfinished[name] = lines.pop()
    for (const line of lines) write(`${line}\n`)
    const done = typeof encoding === 'function' ? encoding : callback
    if (done) process.nextTick(done)
    return true
  }
}

function flush() {
  for (const name of ['stdout', 'stderr']) {
    if (unfinished[name] === '') continue
    write(`${unfinished[name]}\n`)
    unfinished[name] = ''
  }
}

/** Replaces the console's methods by ones that write AWS's log lines, and the raw streams by line-wise events. */
function patchConsole(format, minimumLevel) {
  const minimum = levels[minimumLevel?.toUpperCase()] ?? levels.TRACE
  const line = format === 'JSON' ? jsonLine : textLine
  const logger = level => (levels[level] < minimum ? () => {} : (message, ...params) => write(line(level, message, params)))
  console.trace = logger('TRACE')
  console.debug = logger('DEBUG')
  console.log = console.info = logger('INFO')
  console.warn = logger('WARN')
  console.error = logger('ERROR')
  console.fatal = logger('FATAL')
  patchStream('stdout')
  patchStream('stderr')
}

module.exports = { patchConsole, setRequestId, flush }
