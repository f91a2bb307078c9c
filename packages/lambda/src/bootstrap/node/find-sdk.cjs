'use strict'
const module_ = require('node:module')
const { pathToFileURL } = require('node:url')

const brought = /^@(?:aws-sdk|smithy)\//

/**
 * AWS's runtimes bring the SDK along. What the function's own folders and layers do not have is looked for from here, where the
 * server's installation has it; only the SDK, and only when it is asked for, so nothing is loaded that nobody needs.
 */
function bringSdk() {
  const parentURL = pathToFileURL(__filename).href
  module_.registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context)
      } catch (error) {
        if (!brought.test(specifier) || !/^(?:ERR_)?MODULE_NOT_FOUND$/.test(error?.code)) throw error
        return fromHere(specifier, context, next, error)
      }
    },
  })

  function fromHere(specifier, context, next, error) {
    try {
      if (context.conditions.includes('import')) return next(specifier, { ...context, parentURL })
      // For require() the default resolution looks at the module that asks, not at `parentURL`.
      return { url: pathToFileURL(module_._resolveFilename(specifier, module)).href, shortCircuit: true }
    } catch {
      error.message += `\n${specifier} is not among the AWS SDK's clients that Pasos brings along: put it into the function's zip or a layer.`
      throw error
    }
  }
}

module.exports = { bringSdk }
