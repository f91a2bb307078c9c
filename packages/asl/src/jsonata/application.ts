import { Frame } from './frame.ts'
import { type Run, spend } from './run.ts'
import type { Node, Signature } from './syntax-tree.ts'
import { isArray, isFunction, Lambda, LanguageError, languageError, Native } from './value.ts'

/** Calls a function. Calls in tail position come back as thunks and are made here in a loop: recursion by them does not nest. */
export function applyFunction(run: Run, callee: unknown, args: readonly unknown[], input: unknown, frame: Frame): unknown {
  let result = applyOnce(run, callee, args, input, frame)
  while (result instanceof Lambda && result.isThunk) {
    const body = result.node.body!
    const next = run.evaluate(run, body.procedure!, result.input, result.frame)
    const thunk = result
    const nextArgs = body.arguments!.map(argument => run.evaluate(run, argument, thunk.input, thunk.frame))
    result = applyOnce(run, next, nextArgs, input, frame)
  }
  return result
}

function applyOnce(run: Run, callee: unknown, args: readonly unknown[], input: unknown, frame: Frame): unknown {
  spend(run, 2)
  if (callee instanceof Native) return callee.implementation(validated(run, callee.signature, args, input), { run, input, frame })
  if (!(callee instanceof Lambda)) throw languageError('T1006')
  return callBody(run, callee, validated(run, callee.node.signature, args, input))
}

/** The arguments as a signature wants them. It looks at each item of an array, of which `f(a<n>)` knows nothing more. */
function validated(run: Run, signature: Signature | undefined, args: readonly unknown[], input: unknown): readonly unknown[] {
  if (signature === undefined) return args
  for (const arg of args) if (isArray(arg)) spend(run, arg.length >> 3)
  return signature.validate(args, input)
}

function callBody(run: Run, callee: Lambda, args: readonly unknown[]): unknown {
  const inner = new Frame(callee.frame)
  for (const [index, name] of callee.parameters.entries()) inner.bind(name, args[index])
  return run.evaluate(run, callee.node.body!, callee.input, inner)
}

function nameOf(procedure: Node): unknown {
  return procedure.type === 'path' ? procedure.steps![0]!.value : procedure.value
}

/** `f(a, b)`, and `x ~> f(a, b)` with `x` before the arguments. */
export function evaluateCall(run: Run, node: Node, input: unknown, frame: Frame, first?: { value: unknown }): unknown {
  const procedure = node.procedure!
  const callee = run.evaluate(run, procedure, input, frame)
  refuseBareName(run, callee, procedure, frame, 'T1005')
  const args: unknown[] = first ? [first.value] : []
  for (const argument of node.arguments!) args.push(run.evaluate(run, argument, input, frame))
  try {
    return run.apply(run, callee, args, input, frame)
  } catch (error) {
    throw named(error, nameOf(procedure))
  }
}

/** Errors know the innermost function they happened in. Those of jsonata's own functions come as plain objects. */
function named(error: unknown, token: unknown): unknown {
  if (error instanceof LanguageError) {
    error.token ??= token
    return error
  }
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'string') return error
  const language = languageError(error.code, { ...error })
  language.token ??= token
  return language
}

function refuseBareName(run: Run, callee: unknown, procedure: Node, frame: Frame, code: string): void {
  if (callee !== undefined || procedure.type !== 'path') return
  const name = procedure.steps![0]!.value
  if (typeof name === 'string' && run.lookUp(run, name, frame) !== undefined) throw languageError(code, { token: name })
}

/** `x ~> f`, `f ~> g`. */
export function evaluateChain(run: Run, node: Node, input: unknown, frame: Frame): unknown {
  const left = run.evaluate(run, node.lhs!, input, frame)
  if (node.rhs!.type === 'function') return evaluateCall(run, node.rhs!, input, frame, { value: left })
  const callee = run.evaluate(run, node.rhs!, input, frame)
  if (!isFunction(callee)) throw languageError('T2006', { value: callee })
  if (!isFunction(left)) return run.apply(run, callee, [left], undefined, frame)
  return new Native(args => run.apply(run, callee, [run.apply(run, left, args.slice(0, 1), undefined, frame)], undefined, frame), 1)
}

/** `f(?, b)`: a function of the arguments that are left open. */
export function evaluatePartial(run: Run, node: Node, input: unknown, frame: Frame): unknown {
  const holes: number[] = []
  const given = node.arguments!.map((argument, index) => {
    if (argument.type !== 'operator' || argument.value !== '?') return run.evaluate(run, argument, input, frame)
    holes.push(index)
    return undefined
  })
  const procedure = node.procedure!
  const callee = run.evaluate(run, procedure, input, frame)
  refuseBareName(run, callee, procedure, frame, 'T1007')
  if (!isFunction(callee)) throw languageError('T1008', { token: nameOf(procedure) })
  return new Native((args, call) => {
    const filled = [...given]
    for (const [index, hole] of holes.entries()) filled[hole] = args[index]
    // The signature belongs to the whole function; jsonata does not check it for a function that is filled in.
    if (callee instanceof Native) return callee.implementation(filled, call)
    return callBody(call.run as Run, callee, filled)
  }, holes.length)
}
