import { findPostgres } from '@pasos/store-postgres/testing'
import { describe, expect, it } from 'vitest'
import { plantedMode } from '../proof/planted/planted-mode.ts'
import { simulationMode } from '../proof/simulation/simulation-mode.ts'
import { clockMode } from '../proof/torture/clock-mode.ts'
import { clusterMode } from '../proof/torture/cluster-mode.ts'
import { crashPointsMode } from '../proof/torture/crash-points-mode.ts'
import { faultsMode } from '../proof/torture/faults-mode.ts'
import { killMode } from '../proof/torture/kill-mode.ts'
import { powerMode } from '../proof/torture/power-mode.ts'
import { servicesMode } from '../proof/torture/services-mode.ts'

/** Figures belong into the output of the tests: they are the proof. */
const tell = (line: string): void => console.log(line)
const show = (result: Record<string, unknown>): Record<string, unknown> => {
  console.log(JSON.stringify(result))
  return result
}
// How many kills, images and so on; `npm run torture` does more of each.
const kills = Number(process.env['TORTURE_KILLS'] ?? 32)
const minutes = 60_000

describe('torture', () => {
  it('kill -9, again and again, loses nothing, doubles nothing, leaves nothing stuck', { timeout: 30 * minutes }, async () => {
    const result = show(await killMode({ kills, seed: 1, executions: 200, tell }))
    expect(result).toMatchObject({ lost: 0, doubled: 0, stuck: 0, failures: [], ok: true })
  })

  it('kill -9 while messages are sent loses none, sends none twice, and every repeated call has a kill to explain it', {
    timeout: 15 * minutes,
  }, async () => {
    const result = show(await servicesMode({ kills: Math.ceil(kills / 4), seed: 1, executions: 60, tell }))
    expect(result).toMatchObject({ lost: 0, twice: 0, startsLost: 0, startsTwice: 0, unexplained: 0, stuck: 0, ok: true })
  })

  it.runIf(findPostgres() !== undefined)(
    'nodes that die, are paused or leave, and a database that dies, lose and double nothing',
    {
      timeout: 15 * minutes,
    },
    async () => {
      const result = show(await clusterMode({ rounds: Math.ceil(kills / 6), seed: 1, executions: 60, tell }))
      expect(result).toMatchObject({ lost: 0, doubled: 0, stuck: 0, failures: [], ok: true })
    },
  )

  it('death at any write or sync is recovered from', { timeout: 5 * minutes }, async () => {
    expect(show(await crashPointsMode({ points: 12, tell }))).toMatchObject({ ok: true })
  })

  it('a disk that refuses, or is full, never makes a false answer', { timeout: 5 * minutes }, async () => {
    expect(show(await faultsMode({ points: 8, tell }))).toMatchObject({ ok: true })
  })

  it('every acknowledged effect is in every image that a power failure may leave', { timeout: 5 * minutes }, async () => {
    expect(show(await powerMode({ images: 200, seed: 1, tell }))).toMatchObject({ ok: true })
  })

  it('timers obey a clock that is set forwards and back', { timeout: 2 * minutes }, async () => {
    expect(show(await clockMode({ tell }))).toMatchObject({ ok: true })
  })

  it('two thousand seeds of simulation break no promise', { timeout: 5 * minutes }, async () => {
    expect(show(await simulationMode({ first: 10_000, seeds: 2_000 }))).toMatchObject({ ok: true, broken: [] })
  })

  it('all planted bugs are found', { timeout: 5 * minutes }, async () => {
    const result = show(await plantedMode(tell))
    expect(result['found']).toBe(result['planted'])
    expect(result['found']).toBeGreaterThanOrEqual(10)
  })
})
