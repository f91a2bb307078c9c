import { binaryArray, type Element, type ElementType, rowsIn } from './binary-arrays.ts'

/** The arrays that `commit_batch_v5` takes, by the names of its parameters; what each is for says the function. */
const types = {
  ...{ e_number: 'int8', e_hash: 'uuid', e_start: 'int8', e_machine: 'text', e_version: 'text', e_alias: 'text', e_definition: 'text' },
  ...{ e_express: 'bool', e_map_run: 'int8', e_map_index: 'int8', e_item_count: 'int8', e_scope: 'int4', e_sum: 'int4' },
  ...{ e_facts: 'text', e_input: 'text' },
  ...{ l_number: 'int8', l_machine: 'text', l_version: 'text', l_alias: 'text', l_express: 'bool', l_map_run: 'int8', l_map_index: 'int8' },
  ...{ l_redrives: 'int4', l_redriven: 'int8' },
  ...{ n_number: 'int8', n_machine: 'text', n_version: 'text', n_alias: 'text', n_map_run: 'int8', n_map_index: 'int8', n_status: 'text' },
  ...{ n_stop: 'int8', n_redrives: 'int4', n_redriven: 'int8', n_sum: 'int4', n_outcome: 'text' },
  ...{ ld_number: 'int8', nd_number: 'int8' },
  ...{ h_execution: 'int8', h_first: 'int4', h_last: 'int4', h_next: 'int4', h_sum: 'int4', h_events: 'text' },
  ...{ fc_execution: 'int8', fd_execution: 'int8', fd_frame: 'int4', f_execution: 'int8', f_frame: 'int4', f_sum: 'int4', f_body: 'text' },
  ...{ f_working: 'bool', f_task: 'int4', f_command: 'text', f_submitted: 'text', f_task_sum: 'int4', f_submitted_sum: 'int4' },
  ...{ k_execution: 'int8', k_frame: 'int4', k_sum: 'int4', k_body: 'text', k_submitted: 'text', k_submitted_sum: 'int4' },
  ...{ wc_execution: 'int8', to_execution: 'int8' },
  ...{ wd_execution: 'int8', wd_timer: 'text', w_execution: 'int8', w_timer: 'text', w_at: 'int8' },
  ...{ ar_space: 'text', ar_from: 'bytea', ar_before: 'bytea', ad_space: 'text', ad_key: 'bytea' },
  ...{ a_space: 'text', a_key: 'bytea', a_text: 'bool', a_value: 'bytea' },
  g_number: 'int8',
} as const satisfies Record<string, ElementType>

type Column = keyof typeof types

export type Columns = Record<Column, Element[]>

const columnNames = Object.keys(types) as Column[]
const parameterNames: readonly string[] = ['p_lane', 'p_epoch', 'p_seq', 'p_rare', ...columnNames]
const firstParameters = parameterNames.slice(0, 3)

/** Parameters: lane, epoch, sequence, JSON of what is written seldom, then the columns in their order; each that has no rows is null. */
export const commitBatch = statementOf(parameterNames)

/** What a turn within an execution fills, and nothing else. */
const usual = [...firstParameters, ...columnNames.filter(name => /^[hf]_/.test(name))]
const usualAt = usual.map(name => parameterNames.indexOf(name))
const othersAt = [...parameterNames.keys()].filter(at => !usualAt.includes(at))
const commitTurns = statementOf(usual)

/** More than so many rows are written sooner by the function, which finds each of an array's elements at once. */
const fewRows = 16
const writtenAt = usual.slice(firstParameters.length).map(name => parameterNames.indexOf(name))
const [historyAt, framesAt] = ['h_execution', 'f_execution'].map(name => parameterNames.indexOf(name)) as [number, number]
const parts = Object.fromEntries(usual.map((name, at) => [name, `($${at + 1}::${typeOf(name)})`]))

/** What the function does for such turns, as one plan without a function: it says nothing of why it has written nothing. */
const commitFew = `
  WITH lane AS (
    UPDATE lanes SET seq = ${parts['p_seq']}, feed = feed + cardinality(${parts['h_execution']})
      WHERE lane = ${parts['p_lane']} AND epoch = ${parts['p_epoch']} AND seq = ${parts['p_seq']} - 1
      RETURNING lane, feed - cardinality(${parts['h_execution']}) AS fed
  ), events AS (
    INSERT INTO history (execution, first_id, last_id, next_frame, sum, lane, place, events)
      SELECT ${elements(['h_execution', 'h_first', 'h_last', 'h_next', 'h_sum'])}, lane, fed + i, ${elements(['h_events'])}
      FROM lane, generate_series(1, cardinality(${parts['h_execution']})) AS i
  ), states AS (
    INSERT INTO frames (execution, frame, sum, body, working, task, command, submitted, task_sum, submitted_sum)
      SELECT ${elements(usual.filter(name => name.startsWith('f_')))}
      FROM lane, generate_series(1, cardinality(${parts['f_execution']})) AS i
      ON CONFLICT (execution, frame) DO UPDATE SET sum = excluded.sum, body = excluded.body, working = excluded.working, task = excluded.task,
        command = excluded.command, submitted = excluded.submitted, task_sum = excluded.task_sum, submitted_sum = excluded.submitted_sum
  )
  SELECT true AS written FROM lane`

/**
 * The statement that writes a few turns within executions, where a batch is nothing else, in a tenth less of the server's time. It answers a row, or
 * none where the batch is not the lane's next one or the lane is another's: `commitOf` tells these apart.
 */
export function commitFewOf(parameters: readonly unknown[]): [text: string, values: readonly unknown[]] | undefined {
  if (writtenAt.some(at => !(parameters[at] instanceof Buffer)) || othersAt.some(at => parameters[at] !== null)) return undefined
  if ([historyAt, framesAt].some(at => rowsIn(parameters[at] as Buffer) > fewRows)) return undefined
  return [commitFew, usualAt.map(at => parameters[at])]
}

function typeOf(name: string): string {
  if (name === 'p_lane') return 'int'
  return name in types ? `${types[name as Column]}[]` : 'bigint'
}

function elements(names: readonly string[]): string {
  return names.map(name => `${parts[name]}[i]`).join(', ')
}

function statementOf(names: readonly string[]): string {
  return `SELECT commit_batch_v5(${names.map((name, index) => `${name} => $${index + 1}`).join(', ')})`
}

/** The statement that writes a batch with these parameters, and those that it takes: a null is received too, and a turn alone has sixty of them. */
export function commitOf(parameters: readonly unknown[]): [text: string, values: readonly unknown[]] {
  if (othersAt.some(at => parameters[at] !== null)) return [commitBatch, parameters]
  return [commitTurns, usualAt.map(at => parameters[at])]
}

// Made once: these seventy-odd arrays take as long to make as a turn's rows do to put into them.
const columns = Object.fromEntries(columnNames.map(name => [name, []])) as unknown as Columns

/** The parameters of the columns into which `put` has put its rows. */
export function encodeColumns(put: (into: Columns) => void): (Buffer | null)[] {
  try {
    put(columns)
    return columnNames.map(name => (columns[name].length === 0 ? null : binaryArray(types[name], columns[name])))
  } finally {
    for (const name of columnNames) if (columns[name].length > 0) columns[name] = []
  }
}
