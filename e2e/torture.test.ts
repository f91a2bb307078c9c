import { findPostgres } from '@pasos/store-postgres/testing'
import { describe, it } from 'vitest'
import { clusterMode } from '../proof/torture/cluster-mode.ts'
import { killMode } from '../proof/torture/kill-mode.ts'
import { servicesMode } from '../proof/torture/services-mode.ts'
import { expectProved, tell } from './show-figures.ts'

// How many kills; of messages a third and of nodes a quarter as many, but each way in which a node is lost once. `npm run torture` does more of each.
const kills = Number(process.env['TORTURE_KILLS'] ?? 16)
const leastOfNodes = 6
const minutes = 60_000

// Each has servers of its own and mostly waits for them, and allows for a machine that is busy: by how much, it says.
describe.concurrent('torture', () => {
  it('kill -9, again and again, loses nothing, doubles nothing, leaves nothing stuck', { timeout: 30 * minutes }, async () => {
    expectProved(await killMode({ kills, seed: 1, executions: 200, tell }), { lost: 0, doubled: 0, stuck: 0, failures: [] })
  })

  describe('of messages, then of nodes', () => {
    it('kill -9 while messages are sent loses none, sends none twice, and every repeated call has a kill to explain it', {
      concurrent: false,
      timeout: 15 * minutes,
    }, async () => {
      expectProved(await servicesMode({ kills: Math.ceil(kills / 3), seed: 1, executions: 60, tell }), {
        lost: 0,
        twice: 0,
        startsLost: 0,
        startsTwice: 0,
        unexplained: 0,
        stuck: 0,
      })
    })

    it.runIf(findPostgres() !== undefined)(
      'nodes that die, are paused or leave, and a database that dies, lose and double nothing',
      {
        concurrent: false,
        timeout: 15 * minutes,
      },
      async () => {
        expectProved(await clusterMode({ rounds: Math.max(leastOfNodes, Math.ceil(kills / 4)), seed: 1, executions: 60, tell }), {
          lost: 0,
          doubled: 0,
          stuck: 0,
          failures: [],
        })
      },
    )
  })
})
