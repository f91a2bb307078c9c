import { compilePath, PathSyntaxError } from '@pasos/asl'
import { type Expression, MappingSyntaxError, type Node, type Reference, type Step } from './syntax.ts'

const inputMembers = new Set(['body', 'json', 'path', 'params'])
const utilMethods = new Set(['escapeJavaScript', 'urlEncode', 'urlDecode', 'base64Encode', 'base64Decode', 'parseJson'])

/** What can be told before a request comes. @throws MappingSyntaxError */
export function checkNodes(nodes: readonly Node[]): void {
  for (const node of nodes) {
    if (typeof node === 'string') continue
    if (node.kind === 'reference') checkReference(node.reference)
    else if (node.kind === 'set') {
      checkTarget(node.target)
      checkExpression(node.value)
    } else if (node.kind === 'if') {
      for (const { condition, body } of node.branches) {
        checkExpression(condition)
        checkNodes(body)
      }
      checkNodes(node.otherwise)
    } else if (node.kind === 'foreach') {
      checkExpression(node.over)
      checkNodes(node.body)
    } else if (node.kind === 'define') checkNodes(node.body)
  }
}

function checkExpression(expression: Expression): void {
  switch (expression.kind) {
    case 'value':
      break
    case 'text':
      checkNodes(expression.nodes)
      break
    case 'list':
      expression.items.forEach(checkExpression)
      break
    case 'map':
      expression.entries.flat().forEach(checkExpression)
      break
    case 'range':
      checkExpression(expression.from)
      checkExpression(expression.to)
      break
    case 'reference':
      checkReference(expression.reference)
      break
    case 'not':
      checkExpression(expression.of)
      break
    case 'binary':
      checkExpression(expression.left)
      checkExpression(expression.right)
      break
    default:
      expression satisfies never
  }
}

function checkReference({ root, steps }: Reference): void {
  const [first] = steps
  const name = first && first.kind !== 'index' ? first.name : ''
  if (root === 'input' && !inputMembers.has(name)) throw unknown(root, name)
  if (root === 'util' && (first?.kind !== 'call' || !utilMethods.has(name))) throw unknown(root, name)
  if (root === 'input' && (name === 'json' || name === 'path')) checkPath(first)
  steps.forEach(checkStep)
}

function checkStep(step: Step): void {
  if (step.kind === 'call') step.args.forEach(checkExpression)
  else if (step.kind === 'index') checkExpression(step.at)
}

/** Of what is API Gateway's a template may change the answer alone. */
function checkTarget({ root, steps }: Reference): void {
  steps.forEach(checkStep)
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
