import { compilePath, PathSyntaxError } from '@pasos/asl'
import { type Expression, MappingSyntaxError, type Node, type Reference, type Step } from './syntax.ts'

const inputMembers = new Set(['body', 'json', 'path', 'params'])
const utilMethods = new Set(['escapeJavaScript', 'urlEncode', 'urlDecode', 'base64Encode', 'base64Decode', 'parseJson'])

/** What can be told before a request comes. @throws MappingSyntaxError */
export function checkNodes(nodes: readonly Node[]): void {
  checkEach(nodes, new Set(namesSetIn(nodes)))
}

/** Names that the template gives something of its own: from then on they are nothing of API Gateway's, `$input` as well. */
function namesSetIn(nodes: readonly Node[]): string[] {
  return nodes.flatMap(node => {
    if (typeof node === 'string') return []
    if (node.kind === 'set') return node.target.steps.length === 0 ? [node.target.root] : []
    if (node.kind === 'if') return [...node.branches.map(({ body }) => body), node.otherwise].flatMap(namesSetIn)
    if (node.kind === 'foreach') return [node.variable, ...namesSetIn(node.body)]
    return node.kind === 'define' ? [node.name, ...namesSetIn(node.body)] : []
  })
}

type Own = ReadonlySet<string>

function checkEach(nodes: readonly Node[], own: Own): void {
  for (const node of nodes) {
    if (typeof node === 'string') continue
    if (node.kind === 'reference') checkReference(node.reference, own)
    else if (node.kind === 'set') {
      checkTarget(node.target, own)
      checkExpression(node.value, own)
    } else if (node.kind === 'if') {
      for (const { condition, body } of node.branches) {
        checkExpression(condition, own)
        checkEach(body, own)
      }
      checkEach(node.otherwise, own)
    } else if (node.kind === 'foreach') {
      checkExpression(node.over, own)
      checkEach(node.body, own)
    } else if (node.kind === 'define') checkEach(node.body, own)
  }
}

function checkExpression(expression: Expression, own: Own): void {
  switch (expression.kind) {
    case 'value':
      break
    case 'text':
      checkEach(expression.nodes, own)
      break
    case 'list':
      for (const item of expression.items) checkExpression(item, own)
      break
    case 'map':
      for (const part of expression.entries.flat()) checkExpression(part, own)
      break
    case 'range':
      checkExpression(expression.from, own)
      checkExpression(expression.to, own)
      break
    case 'reference':
      checkReference(expression.reference, own)
      break
    case 'not':
      checkExpression(expression.of, own)
      break
    case 'binary':
      checkExpression(expression.left, own)
      checkExpression(expression.right, own)
      break
    default:
      expression satisfies never
  }
}

function checkReference({ root, steps }: Reference, own: Own): void {
  for (const step of steps) checkStep(step, own)
  const [first] = steps
  const name = first && first.kind !== 'index' ? first.name : ''
  const isOwn = own.has(root)
  if (root === 'input' && !isOwn && !inputMembers.has(name)) throw unknown(root, name)
  if (root === 'util' && !isOwn && (first?.kind !== 'call' || !utilMethods.has(name))) throw unknown(root, name)
  if (root === 'input' && (name === 'json' || name === 'path')) checkPath(first)
}

function checkStep(step: Step, own: Own): void {
  if (step.kind === 'call') for (const argument of step.args) checkExpression(argument, own)
  else if (step.kind === 'index') checkExpression(step.at, own)
}

/** Of what is API Gateway's a template may change the answer alone. */
function checkTarget({ root, steps }: Reference, own: Own): void {
  for (const step of steps) checkStep(step, own)
  if (own.has(root)) return
  if (root === 'context') {
    const [override, member] = steps.map(step => (step.kind === 'property' ? step.name : ''))
    if (override === 'responseOverride' && (member === 'status' || member === 'header')) return
    throw new MappingSyntaxError(`#set($context.${override}…) is not served here, but for the status and the headers of responseOverride.`)
  }
  if (root === 'input' || root === 'util' || root === 'stageVariables') throw new MappingSyntaxError(`$${root} can't be set.`)
}

function unknown(root: string, name: string): MappingSyntaxError {
  return new MappingSyntaxError(`$${root}.${name} is nothing that mapping templates have here.`)
}

function checkPath(step: Step | undefined): void {
  const [argument] = step?.kind === 'call' ? step.args : []
  if (argument === undefined || (argument.kind === 'value' && typeof argument.value !== 'string')) {
    throw new MappingSyntaxError('$input.json and $input.path take a JSONPath as text.')
  }
  if (argument.kind !== 'value') return
  try {
    compilePath(String(argument.value))
  } catch (error) {
    if (error instanceof PathSyntaxError) throw new MappingSyntaxError(`${argument.value} is no JSONPath: ${error.message}`)
    throw error
  }
}
