import type { MapRunAsked, MapRunWrite } from '@pasos/engine'
import { arnUuid, sumOf } from './sums.ts'

/** What is written seldom goes as JSON; the members are those that `write_rare_v1` reads. */
export type Rare =
  | { op: 'putDefinition'; id: string; body: string }
  | { op: 'dropDefinition'; id: string; after: number }
  | { op: 'putDocument'; kind: string; key: string; body: string; sum: number }
  | { op: 'dropDocument'; kind: string; key: string }
  | { op: 'putSetting'; name: string; value: string }
  | { op: 'countDeath'; execution: number; event: number }
  | { op: 'startMapRun'; [member: string]: string | number }
  | { op: 'putMapItems'; number: number; first: number; sum: number; body: string }
  | { op: 'askMapRun'; parent: number; child: number; asked: string; redriveCount?: number }
  | { op: 'changeMapRun'; number: number; phase: string; stateSum: number; state: string; outcome?: string; taken?: MapRunAsked }
  | { op: 'takeOutcome'; parent: number; child: number }

/** Appends what happens to a Map Run. */
export function putMapRun(write: MapRunWrite, into: Rare[]): void {
  switch (write.type) {
    case 'started': {
      const { number, parent, child, items } = write
      const [spec, state] = [JSON.stringify(write.spec), JSON.stringify(write.state)]
      const { arn } = write.spec
      into.push({
        ...{ op: 'startMapRun', number, hash: arnUuid(arn), arn, parent, child, phase: write.state.phase },
        ...{ spec, specSum: sumOf(spec), state, stateSum: sumOf(state) },
      })
      for (const { first, text } of items) into.push({ op: 'putMapItems', number, first, sum: sumOf(text), body: text })
      break
    }
    case 'asked':
      into.push({ op: 'askMapRun', parent: write.parent, child: write.child, ...askedColumns(write.asked) })
      break
    case 'changed': {
      const { number, taken, outcome } = write
      const state = JSON.stringify(write.state)
      const change = { op: 'changeMapRun', number, phase: write.state.phase, state, stateSum: sumOf(state) } as const
      into.push({ ...change, ...(taken === undefined ? {} : { taken }), ...(outcome === undefined ? {} : { outcome }) })
      break
    }
    case 'taken':
      into.push({ op: 'takeOutcome', parent: write.parent, child: write.child })
      break
  }
}

function askedColumns({ what: asked, redriveCount }: MapRunAsked): { asked: string; redriveCount?: number } {
  return redriveCount === undefined ? { asked } : { asked, redriveCount }
}
