import type { Severity } from '../finding.ts'

interface RuleEntry {
  code: string
  severity: Severity
  origin: 'aws' | 'pasos'
  /** AWS's words for origin `aws`; `{name}` stands for a parameter. */
  text: string
}

const schema = (text: string): RuleEntry => ({ code: 'SCHEMA_VALIDATION_FAILED', severity: 'ERROR', origin: 'aws', text })
const aws = (code: string, text: string): RuleEntry => ({ code, severity: 'ERROR', origin: 'aws', text })
const awsWarning = (code: string, text: string): RuleEntry => ({ code, severity: 'WARNING', origin: 'aws', text })
const advice = (code: string, text: string): RuleEntry => ({ code, severity: 'WARNING', origin: 'pasos', text })

/**
 * Every rule: the code it reports and the words on the wire. Codes are those of ValidateStateMachineDefinitionDiagnostic in AWS's API
 * reference. AWS asks callers not to depend on the wording; where its words are known they are kept to the letter (also the blank that
 * ends two of them), elsewhere they follow their style.
 */
export const RULES = {
  'json-syntax': aws('INVALID_JSON_DESCRIPTION', '{problem}'),
  'no-definition': schema('Definition must be a valid JSON object'),
  'definition-size': schema('Definition exceeds the maximum size of {limit} bytes'),
  'too-deep': aws('TOO_DEEPLY_NESTED', 'States are too deeply nested'),
  'value-type': schema('Expected value of type {expected}'),
  'missing-fields': schema('These fields are required: [{fields}]'),
  'unsupported-field': schema("Field '{field}' is not supported"),
  'jsonata-field': schema("The QueryLanguage is set to 'JSONPath', but field '{field}' is only supported for the 'JSONata' QueryLanguage"),
  'jsonpath-field': schema("The QueryLanguage is set to 'JSONata', but field '{field}' is only supported for the 'JSONPath' QueryLanguage"),
  'language-downgrade': schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"),
  'exclusive-fields': schema('There should only be one of the following fields: [{fields}]'),
  'one-of-fields': schema('This object should have only one of the following fields: [{fields}]'),
  'any-of-fields': schema('This object should have at least one of the following fields: [{fields}]'),
  'state-type': schema("The field 'Type' should have one of these values: [{values}]"),
  'enum-value': schema('Value should be one of the following: [{values}]'),
  'empty-value': schema('Value cannot be empty'),
  'minimum-value': schema('Minimum value is {limit}'),
  'maximum-value': schema('Maximum value is {limit}'),
  'timestamp-format': schema('String does not match RFC3339 timestamp'),
  'end-false': schema("Value of 'End' must be true"),
  'path-syntax': schema('Value must be a valid JSONPath.'),
  'reference-path': schema('Value is not a Reference Path{detail}'),
  'template-path': schema("The value for the field '{field}' must be a valid JSONPath or a valid intrinsic function call"),
  'template-path-type': schema("The value for the field '{field}' must be a STRING that contains a JSONPath but was an {type}"),
  'rule-kind': schema('The object must have only one of the following fields, [{fields}]'),
  'condition-expression': schema("The value for the field 'Condition' must be a boolean or a valid JSONata expression"),
  'expression-expected': schema('Value must be a valid JSONata expression'),
  'jsonata-syntax': aws('INVALID_JSONATA_EXPRESSION', '{problem}'),
  'jsonata-top-level': aws('UNSUPPORTED_JSONATA_EXPRESSION', "Reference to '{name}' at the top level is not supported."),
  'jsonata-error-output': aws('UNSUPPORTED_JSONATA_EXPRESSION', "Reference to '$states.errorOutput' is not supported."),
  'jsonata-result': aws('UNSUPPORTED_JSONATA_EXPRESSION', "Reference to '$states.{name}' is not supported."),
  'jsonata-delimiters': schema('JSONata string must start with {% and end with %}'),
  'variable-name': aws('INVALID_VARIABLE_NAME', "Invalid variable name '{name}': the variable name contains invalid characters."),
  'variable-name-length': aws('INVALID_VARIABLE_NAME', "Invalid variable name '{name}': the variable name exceeds the 80-character limit."),
  'variable-reserved': aws('RESERVED_VARIABLE_NAME', "Cannot assign to reserved variable '$states'."),
  'shadowed-variable': schema("Variable '{variable}' is assigned in an outer scope"),
  'states-all': schema('States.ALL must appear alone and at end of list'),
  'max-delay': schema("'MaxDelaySeconds' must be greater than 'IntervalSeconds'"),
  'heartbeat-timeout': schema("'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'"),
  'resource-arn': schema('Value is not a valid resource ARN'),
  'resource-unknown': schema(
    'The resource provided {resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.',
  ),
  'parameter-unknown': schema('The field "{field}" is not supported by Step Functions'),
  'parameter-missing': schema("The field '{field}' is required but was missing"),
  'parameters-missing': schema('{field} field is required for resource ARN: {resource}'),
  'parameter-text': schema("The value for the field '{field}' must be a STRING"),
  'activity-credentials': schema("The field 'Credentials' is not supported for activities"),
  'map-resource': schema("The field 'Resource' does not match any of the allowed values"),
  'csv-header-location': schema("The field 'CSVHeaderLocation' is required"),
  'express-activity': schema('Express state machine does not support Activity ARN'),
  'express-pattern': schema("Express state machine does not support '{pattern}' service integration{blank}"),
  'express-distributed-map': schema("The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines"),
  'distributed-only': schema("Field '{field}' is only supported for Map state with distributed mode"),
  label: aws('INVALID_LABEL_NAME', "Label '{label}' is not valid"),
  'label-length': aws('INVALID_LABEL_NAME', "Invalid Label name: Label '{label}' exceeds the 40-character limit allowed by the service"),
  'duplicate-label': aws('DUPLICATE_LABEL_NAME', 'Duplicate Label name: {label}'),
  'state-name': aws('INVALID_STATE_NAME', "Invalid State name: State '{name}' exceeds the 80-character limit allowed by the service"),
  'duplicate-state-name': aws('DUPLICATE_STATE_NAME', 'Duplicate State name: {name}'),
  'missing-target': aws('MISSING_TRANSITION_TARGET', "Missing 'Next' target: {target}"),
  'unreachable-state': aws('MISSING_TRANSITION_TARGET', 'State "{name}" is not reachable.'),
  'no-terminal-state': aws('MISSING_END_STATE', 'Workflow has no terminal state'),
  'no-dollar': awsWarning(
    'NO_DOLLAR',
    "The value of the field '{field}' looks like a JSONPath or an intrinsic function, but the field name does not end with '.$'",
  ),
  'no-path': awsWarning('NO_PATH', "The value of the field '{field}' looks like a JSONPath, but the field name does not end with 'Path'"),
  'static-result': awsWarning('PASS_RESULT_IS_STATIC', "The field 'Result' of a Pass state is static: '{field}' is not evaluated"),

  'duplicate-key': advice('DUPLICATE_KEY', "The key '{key}' is written more than once; only the last value counts"),
  'jsonata-eval': advice('JSONATA_EVAL', 'The function $eval does not exist in Step Functions'),
  'payload-of-function': advice(
    'PATH_NEVER_EXISTS',
    "'{path}' reads 'Payload', but the result of '{state}', whose Resource is a bare function ARN, is what the function returned",
  ),
  'path-never-exists': advice('PATH_NEVER_EXISTS', "'{path}' leads nowhere: '{step}' is not in {what}"),
  island: advice('UNREACHABLE', "State '{name}' is never entered: only states that are never entered lead to it"),
  'unreachable-rule': advice('CHOICE_RULE_UNREACHABLE', 'This rule can never match: whenever it would, rule {earlier} matches first'),
  'contradictory-rule': advice('CHOICE_RULE_CONTRADICTORY', 'This rule can never match: its condition contradicts itself ({detail})'),
  'no-default': advice('CHOICE_WITHOUT_DEFAULT', "'{name}' has no Default: if no rule matches, the execution fails with States.Runtime"),
  'result-path-overwrites': advice('RESULT_OVERWRITES_FIELD', "The result of '{state}' overwrites '{path}', which the input already has"),
  'catch-unreachable': advice('CATCHER_UNREACHABLE', 'This catcher can never match: catcher {earlier} takes {errors} first'),
  'catch-impossible': advice('CATCHER_UNREACHABLE', 'This catcher can never match: this state cannot be caught at {errors}'),
  'retry-unreachable': advice('RETRIER_UNREACHABLE', 'This retrier can never apply: retrier {earlier} takes {errors} first'),
  'retry-impossible': advice('RETRIER_UNREACHABLE', 'This retrier can never apply: this state cannot be retried after {errors}'),
  'retry-never': advice('RETRIER_WITHOUT_EFFECT', 'MaxAttempts is 0: these errors are never retried'),
  'empty-result-writer': advice('RESULT_WRITER_EMPTY', 'This ResultWriter has neither WriterConfig nor Resource: the state will fail'),
  'token-without-timeout': advice(
    'TOKEN_WAIT_WITHOUT_TIMEOUT',
    "'{state}' waits for a task token with neither TimeoutSeconds nor HeartbeatSeconds",
  ),
  'token-not-passed': advice('TASK_TOKEN_NOT_PASSED', "'{state}' waits for a task token but does not pass it on"),
  'token-not-awaited': advice('TASK_TOKEN_NOT_AWAITED', "'{state}' passes the task token on but does not wait for it"),
  'service-nowhere': advice('SERVICE_NOT_REACHED', "Nobody here answers for {service}: '{state}' will fail"),
  'integration-not-run': advice('INTEGRATION_NOT_RUN', "This server cannot run {resource}: '{state}' will fail"),
  'payload-size': advice('PAYLOAD_TOO_LARGE', 'This value is {size} bytes; a state may carry {limit}'),
  'undefined-variable': advice('VARIABLE_NEVER_ASSIGNED', "The variable '{variable}' is not assigned anywhere this state can see"),
  'handler-file': advice('HANDLER_NOT_IN_PACKAGE', "Handler '{handler}' needs {expected}; the package holds {files}"),
  'handler-format': advice('HANDLER_INVALID', "Handler '{handler}' is not of the form file.function"),
} as const satisfies Record<string, RuleEntry>

export type RuleId = keyof typeof RULES
