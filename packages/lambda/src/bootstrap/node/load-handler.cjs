'use strict'
const fs = require('node:fs')
const path = require('node:path')
const { pathToFileURL } = require('node:url')
const { RuntimeError } = require('./errors.cjs')

/** Finds the function that `handler` (`folder/module.export.nested`) names, by AWS's rules. */
async function loadHandler(taskRoot, handler) {
  if (handler.includes('..')) {
    throw new RuntimeError(
      'MalformedHandlerName',
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    )
  }
  const base = path.basename(handler)
  const folder = handler.slice(0, handler.length - base.length)
  const dot = base.indexOf('.')
  if (dot < 0) throw new RuntimeError('MalformedHandlerName', 'Bad handler')
  const module = await load(taskRoot, folder, base.slice(0, dot))
  let found = module
  for (const name of base.slice(dot + 1).split('.')) found = found?.[name]
  if (!found) throw new RuntimeError('HandlerNotFound', `${handler} is undefined or not exported`)
  if (typeof found !== 'function') throw new RuntimeError('HandlerNotFound', `${handler} is not a function`)
  return found
}

async function load(taskRoot, folder, name) {
  try {
    return await tryFiles(taskRoot, folder, name)
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError('UserCodeSyntaxError', String(error))
    // AWS: only require()'s failure is renamed; a failed ESM import keeps its ERR_MODULE_NOT_FOUND.
    if (error?.code === 'MODULE_NOT_FOUND') throw new RuntimeError('ImportModuleError', String(error))
    throw error
  }
}

async function tryFiles(taskRoot, folder, name) {
  const file = path.resolve(taskRoot, folder, name)
  const isModule = declaresModules(path.dirname(file), taskRoot)
  const candidates = [
    ['', false],
    ['.js', isModule],
    ['.mjs', true],
    ['.cjs', false],
    ['.ts', isModule],
    ['.mts', true],
    ['.cts', false],
  ]
  for (const [extension, esm] of candidates) {
    const candidate = file + extension
    if (!fs.statSync(candidate, { throwIfNoEntry: false })?.isFile()) continue
    return esm ? await import(pathToFileURL(candidate).href) : require(candidate)
  }
  return require(require.resolve(name, { paths: [taskRoot, path.resolve(taskRoot, folder)] }))
}

/** Whether the nearest package.json, within the code, says `"type": "module"`. */
function declaresModules(folder, taskRoot) {
  for (let at = folder; ; at = path.dirname(at)) {
    if (at.endsWith('/node_modules')) return false
    const manifest = path.join(at, 'package.json')
    if (fs.existsSync(manifest)) {
      try {
        return JSON.parse(fs.readFileSync(manifest, 'utf8'))?.type === 'module'
      } catch (error) {
        console.warn(`${manifest} cannot be read, it will be ignored for ES module detection purposes.`, error)
        return false
      }
    }
    if (at === taskRoot || at === path.dirname(at)) return false
  }
}

module.exports = { loadHandler }
