import type { Called, Model } from './linearizable.ts'

/** Calls about one name of an execution that goes on until it is stopped. */
export type NameCall = { op: 'start'; input: string } | { op: 'stop'; error: string } | { op: 'describe' }

/** What is answered: dates as they came, or the code of an error. */
export type NameAnswer = { startDate: number } | { stopDate: number } | Described | { code: string }

export interface Described {
  status: string
  input: string
  startDate: number
  stopDate?: number
  error?: string
}

/** Undefined members are not known yet: who brought them about was never answered. */
type NameState =
  | { is: 'unused' }
  | { is: 'running'; input: string; startDate?: number }
  | { is: 'stopped'; input: string; startDate?: number; error: string; stopDate?: number }

export type NameHistory = Called<NameCall, NameAnswer>[]

/** A name of an execution as AWS describes it: started once, again while it runs with the same input, stopped once. */
export const executionModel: Model<NameState, NameCall, NameAnswer> = {
  initial: { is: 'unused' },
  key: state => JSON.stringify(state),
  after(state, call, answer) {
    switch (call.op) {
      case 'start':
        return started(state, call.input, answer)
      case 'stop':
        return stopped(state, call.error, answer)
      default:
        return answer === undefined ? state : described(state, answer)
    }
  },
}

const isError = (answer: NameAnswer | undefined, code: string): boolean => answer !== undefined && 'code' in answer && answer.code === code

/** One that was not known is known from now on. */
function agreed(known: number | undefined, told: number | undefined): { ok: boolean; date?: number } {
  if (told === undefined) return { ok: true, ...(known !== undefined && { date: known }) }
  return { ok: known === undefined || known === told, date: told }
}

function started(state: NameState, input: string, answer: NameAnswer | undefined): NameState | undefined {
  const told = answer && 'startDate' in answer && !('status' in answer) ? answer.startDate : undefined
  if (answer !== undefined && told === undefined)
    return isError(answer, 'ExecutionAlreadyExists') && (state.is === 'stopped' || (state.is === 'running' && state.input !== input))
      ? state
      : undefined
  if (state.is === 'unused') return { is: 'running', input, ...(told !== undefined && { startDate: told }) }
  // Nobody was told: it was refused, or found what runs.
  if (told === undefined) return state
  const { ok, date } = agreed(state.startDate, told)
  return state.is === 'running' && state.input === input && ok ? { ...state, startDate: date! } : undefined
}

function stopped(state: NameState, error: string, answer: NameAnswer | undefined): NameState | undefined {
  const told = answer && 'stopDate' in answer && !('status' in answer) ? answer.stopDate : undefined
  if (answer !== undefined && told === undefined)
    return isError(answer, 'ExecutionDoesNotExist') && state.is === 'unused' ? state : undefined
  if (state.is === 'unused') return answer === undefined ? state : undefined
  if (state.is === 'running') return { ...state, is: 'stopped', error, ...(told !== undefined && { stopDate: told }) }
  const { ok, date } = agreed(state.stopDate, told)
  return ok ? { ...state, ...(date !== undefined && { stopDate: date }) } : undefined
}

function described(state: NameState, answer: NameAnswer): NameState | undefined {
  if (isError(answer, 'ExecutionDoesNotExist')) return state.is === 'unused' ? state : undefined
  if (!('status' in answer) || state.is === 'unused' || answer.input !== state.input) return undefined
  const start = agreed(state.startDate, answer.startDate)
  if (!start.ok) return undefined
  if (state.is === 'running') return answer.status === 'RUNNING' ? { ...state, startDate: answer.startDate } : undefined
  const stop = agreed(state.stopDate, answer.stopDate)
  if (answer.status !== 'ABORTED' || answer.error !== state.error || !stop.ok || answer.stopDate === undefined) return undefined
  return { ...state, startDate: answer.startDate, stopDate: answer.stopDate }
}
