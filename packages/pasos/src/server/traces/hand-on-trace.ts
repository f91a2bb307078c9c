import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { TaskRequest, TaskRunner } from '@pasos/engine'
import { integrationOf } from '@pasos/integrations'
import { asTraceHeader, asTraceparent, eventSpanId, type TraceContext, traceOf } from './trace-context.ts'

/**
 * The same connector, whose tasks tell what they call which span it belongs to: functions in `_X_AMZN_TRACE_ID`, nested executions in
 * TraceHeader, messages in AWSTraceHeader, HTTP endpoints in `traceparent`. What the task's own parameters say wins.
 */
export function handingOnTraces(runner: TaskRunner): TaskRunner {
  return { ...runner, run: (request, report, signal) => runner.run(withTrace(request), report, signal) }
}

function withTrace(request: TaskRequest): TaskRequest {
  const context = { traceId: traceOf(request).traceId, spanId: eventSpanId(request.executionArn, request.task) }
  return { ...request, traceHeader: asTraceHeader(context), input: inputWith(request, context) }
}

function inputWith({ resource, input }: TaskRequest, context: TraceContext): Json {
  if (!isJsonObject(input)) return input
  switch (integrationOf(resource)) {
    case 'states:startExecution':
    case 'aws-sdk:sfn:startExecution':
    case 'aws-sdk:sfn:startSyncExecution':
      return { TraceHeader: asTraceHeader(context), ...input }
    case 'sqs:sendMessage':
    case 'aws-sdk:sqs:sendMessage': {
      const header: JsonObject = { AWSTraceHeader: { DataType: 'String', StringValue: asTraceHeader(context) } }
      return { ...input, MessageSystemAttributes: { ...header, ...objectAt(input, 'MessageSystemAttributes') } }
    }
    case 'http:invoke': {
      const headers = objectAt(input, 'Headers')
      const names = Object.keys(headers).map(name => name.toLowerCase())
      return names.includes('traceparent') ? input : { ...input, Headers: { ...headers, traceparent: asTraceparent(context) } }
    }
    default:
      return input
  }
}

function objectAt(object: JsonObject, name: string): JsonObject {
  const value = object[name]
  return isJsonObject(value) ? value : {}
}
