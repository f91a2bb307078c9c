'use strict'
// The runtime's end of the pipes described in runtime/frames.ts. Writing is synchronous, so that nothing is lost
// when the function calls process.exit() right after console.log().
// Taken before a function may put its own in its place.
const { writeSync } = require('node:fs')
const net = require('node:net')

const fromHost = 3
const toHost = 4

function send(header, body = '') {
  header.length = Buffer.byteLength(body)
  const frame = Buffer.from(`${JSON.stringify(header)}\n${body}`)
  let written = 0
  while (written < frame.length) written += writeSync(toHost, frame, written)
}

/** Calls `onFrame(header, bodyText)`; ends the process when the host is gone. Returns the socket, to hold or let go the event loop. */
function listen(onFrame) {
  const socket = new net.Socket({ fd: fromHost, readable: true, writable: false })
  let pending = []
  let pendingBytes = 0
  let header
  socket.on('data', chunk => {
    pending.push(chunk)
    pendingBytes += chunk.length
    if (header && pendingBytes < header.length) return
    let bytes = pending.length === 1 ? chunk : Buffer.concat(pending)
    for (;;) {
      if (!header) {
        const end = bytes.indexOf(10)
        if (end < 0) break
        header = JSON.parse(bytes.toString('utf8', 0, end))
        bytes = bytes.subarray(end + 1)
      }
      if (bytes.length < header.length) break
      const complete = header
      header = undefined
      const body = bytes.toString('utf8', 0, complete.length)
      bytes = bytes.subarray(complete.length)
      onFrame(complete, body)
    }
    pending = bytes.length > 0 ? [bytes] : []
    pendingBytes = bytes.length
  })
  const leave = () => process.kill(process.pid, 'SIGKILL')
  socket.on('end', leave)
  socket.on('error', leave)
  return socket
}

module.exports = { send, listen }
