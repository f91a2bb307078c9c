import { dirname, resolve } from 'node:path'
import type { Json } from '@pasos/asl'
import type { AuthorDefinition, ReadFile } from '../author-definition.ts'
import { plainDefinition } from '../plain-definition.ts'
import { memberOf, parseYaml, type SourceNode } from '../yaml/source-node.ts'
import { renderObject, renderText } from './render-definition.ts'
import { withVariables } from './serverless-variables.ts'

/** Whether a file's value is one of the Serverless Framework with state machines (serverless-step-functions). */
export function isServerless(root: SourceNode): boolean {
  return memberOf(root, 'stepFunctions') !== undefined
}

/** The definitions of the state machines, with those of files that `${file(…)}` names. */
export function serverlessDefinitions(file: string, author: string, root: SourceNode, read: ReadFile): AuthorDefinition[] {
  const call = functionsOf(root)
  const place: Place = { file, author, node: memberOf(memberOf(root, 'stepFunctions'), 'stateMachines') ?? { start: 0, end: 0 } }
  const machines = follow(place, read)
  return (machines.node.members ?? []).flatMap(({ name: key, node }) => {
    const machine = follow({ ...machines, node }, read)
    const written = memberOf(machine.node, 'definition')
    if (written === undefined) return []
    const given = memberOf(machine.node, 'name')?.value
    // By its key where only a deployment knows its name.
    const name = (typeof given === 'string' ? withVariables(given, root) : undefined) ?? key
    const type = memberOf(machine.node, 'type')?.value === 'EXPRESS' ? 'EXPRESS' : 'STANDARD'
    const definition = follow({ ...machine, node: written }, read)
    const isOwnFile = definition.file !== machine.file && !definition.node.members?.some(member => /^(Ref|Fn::)/.test(member.name))
    if (isOwnFile && /\.json$/i.test(definition.file)) return [{ ...plainDefinition(definition.file, definition.author), name, type }]
    const text = definition.node.members
      ? renderObject(definition.node, definition.author, call)
      : renderText(definition.node, definition.author, call)
    return text === undefined ? [] : [{ file: definition.file, author: definition.author, text, name, type, hasTypedHoles: true }]
  })
}

interface Place {
  file: string
  author: string
  node: SourceNode
}

/** `${file(machines/order.yml)}`, with `:member` behind it where only that is meant. */
function follow(place: Place, read: ReadFile): Place {
  const [, path, member] = /^\$\{file\(([^)]+)\)(?::([\w-]+))?\}$/.exec(String(place.node.value ?? '')) ?? []
  if (path === undefined) return place
  const file = resolve(dirname(place.file), path.trim())
  const author = read(file)
  const root = parseYaml(author, file)
  return { file, author, node: member === undefined ? root : (memberOf(root, member) ?? root) }
}

/** Functions are named by their keys in the file: what asks for one's ARN gets one of that name. */
function functionsOf(root: SourceNode): (name: string, argument: Json) => Json | undefined {
  const known = new Set(memberOf(root, 'functions')?.members?.map(({ name }) => name))
  const named = (id: string) => (known.has(id) ? `arn:aws:lambda:us-east-1:123456789012:function:${id}` : `\${${id}}`)
  return (name, argument) => {
    if (name === 'Fn::GetAtt')
      return Array.isArray(argument) && argument[1] === 'Arn' ? named(String(argument[0])) : `\${${plainName(argument)}}`
    if (name === 'Ref') return named(String(argument))
    if (name === 'Fn::Sub') return Array.isArray(argument) ? String(argument[0]) : String(argument)
    return /^Fn::\w+$/.test(name) ? `\${${name.replace('::', '')}}` : undefined
  }
}

function plainName(argument: Json): string {
  return Array.isArray(argument) ? argument.map(String).join('') : String(argument).replace('.', '')
}
