import { binaryArray, type Element, type ElementType } from './binary-arrays.ts'

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

function statementOf(names: readonly string[]): string {
  return `SELECT commit_batch_v5(${names.map((name, index) => `${name} => $${index + 1}`).join(', ')})`
}

/** The statement that writes a batch with these parameters, and those that it takes: a null is received too, and a turn alone has sixty of them. */
export function commitOf(parameters: readonly unknown[]): [text: string, values: readonly unknown[]] {
  if (othersAt.some(at => parameters[at] !== null)) return [commitBatch, parameters]
  return [commitTurns, usualAt.map(at => parameters[at])]
}

export function emptyColumns(): Columns {
  return Object.fromEntries(columnNames.map(name => [name, []])) as unknown as Columns
}

export function encodeColumns(columns: Columns): (Buffer | null)[] {
  return columnNames.map(name => (columns[name].length === 0 ? null : binaryArray(types[name], columns[name])))
}
