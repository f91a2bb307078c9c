import { applyTurn, compile, newSnapshot, type Program, restoreSnapshot, step } from '@pasos/asl'
import type { Interpreter } from './ports/interpreter.ts'

/** The Amazon States Language. */
export const languageInterpreter: Interpreter = {
  compile,
  step: (program, snapshot, event, environment) => step(program as Program, snapshot, event, environment),
  applyTurn,
  newSnapshot,
  restoreSnapshot,
}
