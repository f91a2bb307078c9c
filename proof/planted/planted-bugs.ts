import type { Fault } from '../torture/cluster-mode.ts'

/** A bug as somebody might make it: one place of the engine or its store, changed as text in a copy. */
export interface PlantedBug {
  name: string
  /** Below the src of the engine, or of the store. */
  file: string
  find: string
  replace: string
}

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'a task is handed out before its turn is on disk',
    file: 'runtime/commit-turn.ts',
    find: '      if (bytes > 0) budget.hold(bytes)\n      journal.commit(write',
    replace:
      '      if (bytes > 0) budget.hold(bytes)\n      carryOut({ tasks, timers }, { run, record, event: delivery.event, turn })\n      journal.commit(write',
  },
  {
    name: 'a call is answered before its effect is on disk',
    file: 'runtime/commit-turn.ts',
    find: '      if (bytes > 0) budget.hold(bytes)\n      journal.commit(write',
    replace: '      if (bytes > 0) budget.hold(bytes)\n      delivery.done?.(outcomeOf(delivery.event, turn))\n      journal.commit(write',
  },
  {
    name: 'timers fire a second early',
    file: 'runtime/timers.ts',
    find: 'const now = clock.now()\n    if (now >= horizon',
    replace: 'const now = clock.now() + 1_000\n    if (now >= horizon',
  },
  {
    name: 'timers are lost on restart',
    file: 'runtime/timers.ts',
    find: 'near.endReading(await journal.timersBetween(from, next))',
    replace: 'near.endReading(from > 0 ? await journal.timersBetween(from, next) : [])',
  },
  {
    name: 'the second frame of a turn is not written',
    file: 'runtime/encode-turn.ts',
    find: 'const frames = turn.frames.map(',
    replace: 'const frames = turn.frames.filter((_, index) => index !== 1).map(',
  },
  {
    name: 'a turn is written twice',
    file: 'runtime/commit-turn.ts',
    find: '      if (bytes > 0) budget.hold(bytes)\n      journal.commit(write',
    replace:
      '      if (bytes > 0) budget.hold(bytes)\n      if (turn.history.length > 6) journal.commit(write, () => undefined)\n      journal.commit(write',
  },
  {
    name: 'a long turn loses an event of its history',
    file: 'runtime/encode-turn.ts',
    find: 'encodeHistory(run.sum, turn.history,',
    replace: 'encodeHistory(run.sum, turn.history.length > 6 ? turn.history.toSpliced(3, 1) : turn.history,',
  },
  {
    name: 'a repeated task has another idempotency token',
    file: 'runtime/dispatcher.ts',
    find: '`${executionArn}#${task}`, ',
    replace: '`${executionArn}#${task}${Math.random()}`, ',
  },
  {
    name: 'recovery starts counting retries anew',
    file: 'interpreter.ts',
    find: '  restoreSnapshot,\n}',
    replace:
      "  restoreSnapshot: (info, frames, last, next) => restoreSnapshot(info, frames.map(frame => ('retries' in frame ? { ...frame, retries: [] } : frame)) as never, last, next),\n}",
  },
  {
    name: 'a token is accepted twice',
    file: 'runtime/deliver.ts',
    find: "return isSpent ? spent() : 'delivered'",
    replace: "return isSpent ? 'delivered' : 'delivered'",
  },
  {
    name: 'tasks under way are forgotten on restart',
    file: 'runtime/embedded-runtime.ts',
    find: 'resumeTasks({ journal, tasks, committed, onDefect, isClosed: () => isClosed }).catch(onDefect)\n',
    replace: 'void resumeTasks\n',
  },
  {
    name: 'the same start twice makes two executions',
    file: 'runtime/start.ts',
    find: '      return existing ? {',
    replace: "      return existing && existing.status !== 'RUNNING' ? {",
  },
]

/** Bugs of the journal's own, which a simulated disk does not have. */
export const plantedInJournal: readonly PlantedBug[] = [
  {
    name: 'commits are acknowledged without being synced',
    file: 'writer/writer.ts',
    find: '  const write = batchWriter(database)\n',
    replace: "  const write = batchWriter(database)\n  database.exec('PRAGMA synchronous = OFF')\n",
  },
  {
    name: 'what the index of ARNs took in is not written',
    file: 'journal/arn-index.ts',
    find: '      for (const { sum, number } of slice) writer.operations.push(op.indexArn, sum, number)\n',
    replace: '',
  },
]

/** Bugs that only a whole server shows, with neighbours to whom it sends. `file` lies below the packages. */
export const plantedInServices: readonly PlantedBug[] = [
  {
    name: 'what a task sends is written before the turn that says so',
    file: 'services/src/integrations/service-caller.ts',
    find: 'requestId, signal, deferred }',
    replace: 'requestId, signal, deferred: undefined }',
  },
  {
    name: 'what a task sends is told, but not written with its turn',
    file: 'engine/src/runtime/tasks-at-once.ts',
    find: 'writes.push(...ended.effects.writes)',
    replace: '',
  },
  {
    name: 'a start under a name leaves no entry for its repetition',
    file: 'services/src/states/start-once.ts',
    find: 'data: [{ space, key: token, value: executionArn }]',
    replace: 'data: []',
  },
  {
    name: 'a start without a name has another at each repetition',
    file: 'services/src/states/start-once.ts',
    find: 'defaultName: uuidOf(token)',
    replace: 'defaultName: deps.ids.uuid()',
  },
  {
    name: 'an event is published before its delivery ends',
    file: 'services/src/events/delivery/targets.ts',
    find: '...trace }], left.deferred)',
    replace: '...trace }])',
  },
]

export interface ClusterBug extends PlantedBug {
  /** Under which it shows. */
  faults: readonly Fault[]
  /** What the judge says of a run that has met it. That nodes do not start, or a run breaks down, finds no bug: something else may be the matter. */
  shows: RegExp
  /** A test, below the packages, that shows it instead: a figure is wrong, and no promise is broken. */
  test?: string
}

/** Two have written one execution: by the oracle's rules, by the order of commits, or as the second to write a turn was refused. */
const twoWriters = /^(numbering|grammar|doubled|terminal|data-flow|retry|token|order|lost-acknowledgement): |duplicate key value/
/** A node that nothing ailed found others in its place. */
const needlesslyFenced = /^a node (ended by itself|that left ended badly): .*Another node has taken over/s

/** Bugs of ownership, and of the statement that writes. `file` lies below the packages. */
export const plantedInCluster: readonly ClusterBug[] = [
  {
    name: 'the fence is off: a former owner writes on',
    file: 'store-postgres/src/schema/010-columns-without-rows.sql',
    find: `UPDATE lanes SET seq = p_seq, feed = feed + coalesce(cardinality(h_execution), 0)
    WHERE lane = p_lane AND epoch = p_epoch AND seq = p_seq - 1`,
    replace: `UPDATE lanes SET seq = seq + 1, feed = feed + coalesce(cardinality(h_execution), 0)
    WHERE lane = p_lane`,
    faults: ['pause'],
    shows: twoWriters,
  },
  {
    name: 'a batch that is sent again after a lost connection is taken for a new one',
    file: 'store-postgres/src/schema/010-columns-without-rows.sql',
    find: 'WHERE lane = p_lane AND epoch = p_epoch AND seq = p_seq - 1',
    replace: 'WHERE lane = p_lane AND epoch = p_epoch',
    faults: ['database'],
    shows: twoWriters,
  },
  {
    name: 'a lane is taken without a new epoch: it has two owners',
    file: 'store-postgres/src/lane/seat.ts',
    find: 'UPDATE lanes SET epoch = epoch + 1, node = $2',
    replace: 'UPDATE lanes SET node = $2',
    faults: ['pause'],
    shows: twoWriters,
  },
  {
    name: 'others are taken for dead as soon as the database is back, before they could come back to it',
    file: 'store-postgres/src/lane/seat.ts',
    find: '=> performance.now() - answersSince > 1.5 * leaseMs',
    replace: '=> !Number.isNaN(answersSince)',
    faults: ['database'],
    shows: needlesslyFenced,
  },
  {
    name: 'a lane is given away before the work on it has ended',
    file: 'cluster/src/lanes/share-lanes.ts',
    find: 'await work?.close()\n      await seat.give(lane)',
    replace: 'await seat.give(lane)\n    await new Promise(resolve => setTimeout(resolve, 400))\n    await work?.close()',
    faults: ['kill', 'leave'],
    shows: needlesslyFenced,
  },
  {
    name: 'the renewal of a lease waits for the standby',
    file: 'store-postgres/src/lane/seat.ts',
    find: "await control.run('SET synchronous_commit = off')",
    replace: "await control.run('SET synchronous_commit = on')",
    faults: ['standby'],
    shows: /^(leases ran out|lanes changed hands) while a standby hung: /,
  },
  {
    name: 'the plan of a deletion flips: it reads the whole table, as a join does that the planner may choose',
    file: 'store-postgres/src/schema/010-columns-without-rows.sql',
    find: `DELETE FROM frames WHERE ctid = ANY (ARRAY(SELECT x.c FROM unnest(fd_execution, fd_frame) d(e, i),
      LATERAL (SELECT ctid AS c FROM frames WHERE execution = d.e AND frame = d.i OFFSET 0) x));`,
    replace: `SET LOCAL enable_hashjoin = on; SET LOCAL enable_nestloop = off;
    DELETE FROM frames f USING unnest(fd_execution, fd_frame) d(e, i) WHERE f.execution = d.e AND f.frame = d.i;`,
    faults: [],
    shows: /^store-postgres\/src\/plans\.test\.ts: AssertionError: frames: expected/,
    test: 'store-postgres/src/plans.test.ts',
  },
]
