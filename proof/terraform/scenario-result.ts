export interface PhaseResult {
  phase: string
  exit: number | null
  /** Requests of AWS's operations that the provider made. */
  calls: number
  seconds: number
}

export interface ScenarioResult {
  name: string
  /** The server's `--iam`, where it was not the default. */
  iam?: string
  ok: boolean
  calls: number
  seconds: number
  phases: readonly PhaseResult[]
}
