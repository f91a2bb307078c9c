/** What TestState is asked. Texts are as they were sent; JSON where the API says so. */
export interface TestStateRequest {
  /** One state, or a whole machine when `stateName` says which of its states is meant. */
  definition: string
  stateName?: string
  /** JSON text; `{}` when missing. */
  input?: string
  /** JSON text of an object. */
  variables?: string
  /** JSON text of the context object. */
  context?: string
  roleArn?: string
  /** How much to tell; `INFO`, which is the default, shows no data but the output. */
  inspectionLevel?: 'INFO' | 'DEBUG' | 'TRACE'
  revealSecrets?: boolean
  mock?: Mock
  stateConfiguration?: TestStateConfiguration
}

export interface Mock {
  /** JSON text. */
  result?: string
  errorOutput?: { error?: string; cause?: string }
  fieldValidationMode?: 'STRICT' | 'PRESENT' | 'NONE'
}

export interface TestStateConfiguration {
  retrierRetryCount?: number
  errorCausedByState?: string
  mapIterationFailureCount?: number
  /** What an ItemReader would find, as the source has it: JSON, JSON Lines or CSV. */
  mapItemReaderData?: string
}

/** What TestState answers. */
export interface TestStateAnswer {
  status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR'
  output?: string
  error?: string
  cause?: string
  nextState?: string
  /** Missing at level INFO. */
  inspectionData?: InspectionData
}

/** As the API has it. Texts are JSON. */
export interface InspectionData {
  input: string
  afterArguments?: string
  afterInputPath?: string
  afterParameters?: string
  result?: string
  afterResultSelector?: string
  afterResultPath?: string
  afterItemsPath?: string
  afterItemSelector?: string
  afterItemBatcher?: string
  afterItemsPointer?: string
  variables?: string
  maxConcurrency?: number
  toleratedFailureCount?: number
  toleratedFailurePercentage?: number
  errorDetails?: { catchIndex?: number; retryIndex?: number; retryBackoffIntervalSeconds?: number }
}
