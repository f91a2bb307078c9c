import { EXIT } from '../exit-codes.ts'

const { failed, executionFailed, notAllowed, notFound, executionStopped, unreachable, stillRunning, interrupted, unread } = EXIT

/** Of every command that asks a server; the codes 0 and 2 are every command's. */
const ASKED = [notAllowed, unreachable]
const EXECUTION = [executionFailed, executionStopped, stillRunning]

/** How commands end beside done (0) and wrongly used (2): the page of the contract says it, and `ends.test.ts` sees each of them happen. */
export const ENDS: Readonly<Record<string, readonly number[]>> = {
  start: [failed, interrupted],
  init: [failed, notFound],
  dev: [failed, interrupted],
  run: [failed, ...EXECUTION, ...ASKED, notFound, interrupted, unread],
  deploy: ASKED,
  delete: ASKED,
  import: [failed, notFound],
  rerun: [failed, ...EXECUTION, ...ASKED, notFound],
  logs: [...ASKED, notFound],
  outbox: ASKED,
  role: [...ASKED, notFound],
  env: [],
  test: [failed, unread],
  record: [failed, ...ASKED, notFound],
  why: [...ASKED, notFound],
  explain: [],
  cost: [...ASKED, notFound],
  validate: [],
  diff: [failed, ...ASKED, notFound],
  convert: [failed],
  graph: [failed],
  mcp: [unread],
  lsp: [unread],
  backup: [failed, ...ASKED],
  restore: [failed],
  encrypt: [failed, notFound],
  verify: [notFound],
  migrate: [failed, notFound],
  nodes: [failed, ...ASKED],
  doctor: [failed],
  completion: [unread],
}
