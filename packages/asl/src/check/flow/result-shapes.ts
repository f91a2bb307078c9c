import { isOfLambda, parseResource } from '@pasos/integrations'
import { closed, type DataShape, NUMBER, TEXT, UNKNOWN } from './data-shape.ts'

const METADATA = {
  SdkHttpMetadata: closed({ AllHttpHeaders: UNKNOWN, HttpHeaders: UNKNOWN, HttpStatusCode: NUMBER }),
  SdkResponseMetadata: closed({ RequestId: TEXT }),
}
const httpResponse = closed({ Headers: UNKNOWN, ResponseBody: UNKNOWN, StatusCode: NUMBER, StatusText: TEXT })
const written = closed({ Attributes: UNKNOWN, ConsumedCapacity: UNKNOWN, ItemCollectionMetrics: UNKNOWN, ...METADATA })
const endedExecution = (output: DataShape, input: DataShape): DataShape =>
  closed({
    ExecutionArn: TEXT,
    Input: input,
    InputDetails: UNKNOWN,
    Name: TEXT,
    Output: output,
    OutputDetails: UNKNOWN,
    RedriveCount: NUMBER,
    RedriveStatus: TEXT,
    RedriveStatusReason: TEXT,
    RedriveDate: UNKNOWN,
    MapRunArn: TEXT,
    StateMachineVersionArn: TEXT,
    StateMachineAliasArn: TEXT,
    StartDate: UNKNOWN,
    StateMachineArn: TEXT,
    Status: TEXT,
    StopDate: UNKNOWN,
    TraceHeader: TEXT,
    Error: TEXT,
    Cause: TEXT,
    ...METADATA,
  })

/** Answers of the integrations that are used most, each with every member it can have. Source: the API references. */
const RESPONSES: Readonly<Record<string, DataShape>> = {
  'lambda:invoke': closed({
    ExecutedVersion: TEXT,
    Payload: UNKNOWN,
    StatusCode: NUMBER,
    FunctionError: TEXT,
    LogResult: TEXT,
    ...METADATA,
  }),
  'states:startExecution': closed({ ExecutionArn: TEXT, StartDate: UNKNOWN, ...METADATA }),
  // .sync gives input and output as text, .sync:2 as JSON (developer guide, "Start workflow executions from a task state").
  'states:startExecution.sync': endedExecution(TEXT, TEXT),
  'states:startExecution.sync:2': endedExecution(UNKNOWN, UNKNOWN),
  'sns:publish': closed({ MessageId: TEXT, SequenceNumber: TEXT, ...METADATA }),
  'sqs:sendMessage': closed({
    MD5OfMessageBody: TEXT,
    MD5OfMessageAttributes: TEXT,
    MD5OfMessageSystemAttributes: TEXT,
    MessageId: TEXT,
    SequenceNumber: TEXT,
    ...METADATA,
  }),
  'dynamodb:getItem': closed({ Item: UNKNOWN, ConsumedCapacity: UNKNOWN, ...METADATA }),
  'dynamodb:putItem': written,
  'dynamodb:updateItem': written,
  'dynamodb:deleteItem': written,
  'events:putEvents': closed({
    Entries: { kind: 'array', item: closed({ EventId: TEXT, ErrorCode: TEXT, ErrorMessage: TEXT }) },
    FailedEntryCount: NUMBER,
    ...METADATA,
  }),
  'apigateway:invoke': httpResponse,
  'http:invoke': httpResponse,
}

/** What a task's resource answers with; `passesToken` when whoever has the task's token may answer instead. */
export function taskResult(resource: string, stateName: string, passesToken: boolean): DataShape {
  if (isOfLambda(resource)) return { kind: 'unknown', resultOf: stateName }
  const integration = parseResource(resource)
  if (integration.kind !== 'service' || integration.pattern === 'waitForTaskToken') return UNKNOWN
  if (integration.pattern !== 'RR' && passesToken) return UNKNOWN
  const key = `${integration.resourceType}:${integration.action}${integration.pattern === 'RR' ? '' : `.${integration.pattern}`}`
  return Object.hasOwn(RESPONSES, key) ? RESPONSES[key]! : UNKNOWN
}
