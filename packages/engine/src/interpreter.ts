import { applyTurn, compile, newSnapshot, type Program, restoreSnapshot, stepInPieces } from '@pasos/asl'
import type { Interpreter } from './ports/interpreter.ts'

/** The Amazon States Language. */
export const languageInterpreter: Interpreter = {
  compile,
  step: (program, snapshot, event, environment) => stepInPieces(program as Program, snapshot, event, environment),
  applyTurn,
  newSnapshot,
  restoreSnapshot,
}
