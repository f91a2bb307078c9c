import type { StepEvent } from '@pasos/asl'
import type { Delivery, DeliveryOutcome, Run } from './run.ts'

/** Resolves once the turn that takes the event is on disk, with what became of the event. */
export type Send = (run: Run, event: StepEvent, data?: Delivery['data']) => Promise<DeliveryOutcome>

export function sender(post: (run: Run, delivery: Delivery) => void): Send {
  return (run, event, data) => new Promise((resolve, reject) => post(run, { event, data, done: resolve, failed: reject }))
}
