/** A state that was chosen in the graph. */
export interface PasosGraphSelection {
  /** Its name; within a Map or Parallel `CONTAINER/INDEX/NAME`. */
  id: string
  name: string
  type: string
  /** Members and indexes from the root of the definition to the state. */
  path: (string | number)[]
}

export type PasosGraphStatus = 'running' | 'succeeded' | 'caught' | 'failed' | 'aborted' | 'timedOut'

/** What became of states, where no history is at hand. */
export interface PasosGraphOverlay {
  states: Record<string, PasosGraphStatus | { status: PasosGraphStatus; retries?: number; visits?: number }>
  /** Transitions taken, by names; an empty first name is the start. */
  taken?: [from: string, to: string][]
}

/** `<pasos-graph>`: each property is an attribute too; objects become JSON. */
export interface PasosGraphElement extends HTMLElement {
  /** The state machine: its text, or the object. */
  definition: string | object | undefined
  /** What GetExecutionHistory answers, or a list of its events. */
  history: string | object | undefined
  overlay: string | PasosGraphOverlay | undefined
  /** `light`, `dark`, or what the reader's system says. */
  theme: string | undefined
  /** The id of the state that is chosen. */
  selected: string | undefined
  addEventListener(
    type: 'select',
    listener: (event: CustomEvent<PasosGraphSelection | null>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void
}

declare global {
  interface HTMLElementTagNameMap {
    'pasos-graph': PasosGraphElement
  }
}
