'use strict'
const { types } = require('node:util')

/** Errors of the runtime itself; their names are AWS's. */
class RuntimeError extends Error {
  constructor(type, message) {
    super(message)
    Object.defineProperty(this, 'name', { value: `Runtime.${type}` })
    this.stack = this.stack.replace(/^Error/, this.name)
  }
}

let paths = []

/** Frames show AWS's folders, as a trace from AWS would: /var/task for the code, /opt for layers, /var/runtime for the bootstrap. */
function showFolders(taskRoot, layerRoots, runtimeRoot) {
  paths = [
    [`- ${runtimeRoot}/load-handler.cjs\n`, ''],
    [`${runtimeRoot}/main.cjs`, '/var/runtime/index.mjs'],
    [taskRoot, '/var/task'],
    ...layerRoots.map(root => [root, '/opt']),
    [runtimeRoot, '/var/runtime'],
  ]
}

function shown(text) {
  for (const [real, name] of paths) text = text.replaceAll(real, name)
  return text
}

/** The error object that a failed invocation answers, in AWS's member order. */
function errorObject(error) {
  try {
    if (types.isNativeError(error) || (error?.name && error.message && error.stack)) {
      return { errorType: error.name, errorMessage: shown(error.message), trace: shown(error.stack).split('\n') }
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] }
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    }
  }
}

/** An error as the runtime writes it to the log: one line of JSON with the enumerable members too. */
function errorLine(thrown) {
  const error = thrown instanceof Error ? thrown : new Error(thrown)
  try {
    return JSON.stringify(error, (_, value) => {
      if (!(value instanceof Error)) return value
      const members = { errorType: value.name, errorMessage: shown(value.message), code: value.code, ...value }
      if (typeof value.stack === 'string') members.stack = shown(value.stack).split('\n')
      return members
    })
  } catch {
    return JSON.stringify(errorObject(error))
  }
}

module.exports = { RuntimeError, errorObject, errorLine, showFolders }
