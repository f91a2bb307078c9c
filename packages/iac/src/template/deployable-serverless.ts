import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ReadFile } from '../author-definition.ts'
import { functionSettings } from '../function-settings.ts'
import type { Deployable } from '../terraform/deployable.ts'
import { memberOf, parseYaml, type SourceNode } from '../yaml/source-node.ts'
import { serverlessDefinitions } from './serverless-definitions.ts'
import { withVariables } from './serverless-variables.ts'

/**
 * The state machines and functions of a service of the Serverless Framework. The code of each function is the service's folder, as it is packaged
 * there, and its name is its key, by which definitions know it.
 *
 * @param read reads the files that `${file(…)}` names
 * @throws YamlSyntaxError, and what `read` throws
 */
export function deployableOfServerless(file: string, read: ReadFile): Deployable {
  const author = readFileSync(file, 'utf8')
  const root = parseYaml(author)
  const machines = serverlessDefinitions(file, author, root, read).map(({ name = '', type = 'STANDARD', text, file: place }) => {
    return { name, type, definition: text.text, file: place }
  })
  const textIn = (node: SourceNode | undefined, name: string): string | undefined => {
    const value = memberOf(node, name)?.value
    return typeof value === 'string' ? withVariables(value, root) : undefined
  }
  const textOf = (node: SourceNode | undefined) => {
    const value = node?.value
    return typeof value === 'string' ? withVariables(value, root) : value
  }
  const settingsOf = (node: SourceNode) => {
    const provider = memberOf(root, 'provider')
    const [timeout, memory] = ['timeout', 'memorySize'].map(name => textOf(memberOf(node, name) ?? memberOf(provider, name)))
    const environments = [provider, node].flatMap(each => memberOf(each, 'environment')?.members ?? [])
    return functionSettings(timeout, memory, Object.fromEntries(environments.map(each => [each.name, textOf(each.node)])))
  }
  const common = textIn(memberOf(root, 'provider'), 'runtime')
  const functions = (memberOf(root, 'functions')?.members ?? []).flatMap(({ name, node }) => {
    const handler = textIn(node, 'handler')
    const runtime = textIn(node, 'runtime') ?? common
    return handler === undefined || runtime === undefined ? [] : [{ name, handler, runtime, folder: dirname(file), ...settingsOf(node) }]
  })
  return { machines, functions }
}

/** Whether a file is called as that of a service is. */
export function isServerlessName(name: string): boolean {
  return /^serverless\.(json|ya?ml)$/i.test(name)
}
