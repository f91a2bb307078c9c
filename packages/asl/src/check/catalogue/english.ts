import type { Explanation } from './explanation.ts'
import type { RuleId } from './rule-catalogue.ts'

export const ENGLISH: Readonly<Record<RuleId, Explanation>> = {
  'json-syntax': {
    message: 'The definition cannot be read: {what}',
    advice:
      'Correct the text at the place shown. JSON has no comments, no trailing commas, and double quotes only. A definition in YAML belongs in a file that is called so (.yaml). Save the file without a byte order mark.',
  },
  'no-definition': {
    message: 'The definition is no JSON object.',
    advice: 'Give at least StartAt and States.',
  },
  'definition-size': {
    message: 'The definition is larger than {limit} bytes.',
    advice: 'Move parts of it into state machines of their own and start those with states:startExecution.',
  },
  'too-deep': {
    message: 'The definition is nested too deeply.',
    advice: 'Flatten it, or move inner scopes into state machines of their own.',
  },
  'value-type': {
    message: 'The value is not of the type the field needs: {expected}.',
    advice: 'Write a value of that type.',
  },
  'missing-fields': {
    message: 'Required fields are missing: {fields}.',
    advice: 'Add them.',
  },
  'unsupported-field': {
    message: "There is no field '{field}' here.",
    advice: 'Check its spelling and the page of this state type; remove it or move it where it belongs.',
  },
  'jsonata-field': {
    message: "The field '{field}' belongs to JSONata, but this state uses JSONPath.",
    advice: 'Set "QueryLanguage": "JSONata" on the state or the machine, or use the JSONPath counterpart.',
  },
  'jsonpath-field': {
    message: "The field '{field}' belongs to JSONPath, but this state uses JSONata.",
    advice: 'Use Arguments, Output, Items or an expression between {% and %} instead.',
  },
  'language-downgrade': {
    message: 'A state cannot go back to JSONPath when the whole machine uses JSONata.',
    advice: 'Remove QueryLanguage from the state, or set JSONata state by state and leave the machine on JSONPath.',
  },
  'exclusive-fields': {
    message: 'Only one of these fields may be there: {fields}.',
    advice: 'Keep the one you mean.',
  },
  'one-of-fields': {
    message: 'One of these fields must be there: {fields}.',
    advice: 'Add exactly one of them.',
  },
  'any-of-fields': {
    message: 'At least one of these fields must be there: {fields}.',
    advice: 'Add one of them, or more.',
  },
  'state-type': {
    message: 'There is no such type of state.',
    advice: 'Use one of: {values}.',
  },
  'enum-value': {
    message: "The field '{field}' has a value it cannot have.",
    advice: 'Use one of: {values}.',
  },
  'empty-value': {
    message: 'The value is empty.',
    advice: 'Give it at least one element.',
  },
  'minimum-value': {
    message: 'The number is too small.',
    advice: 'Use {limit} or more.',
  },
  'maximum-value': {
    message: 'The number is too large.',
    advice: 'Use {limit} or less.',
  },
  'timestamp-format': {
    message: 'The text is not a timestamp.',
    advice: 'Write it like 2026-03-14T01:59:00Z: upper-case T, and Z or an offset such as +02:00 at the end.',
  },
  'end-false': {
    message: 'End can only be true.',
    advice: 'Remove it and give Next instead.',
  },
  'path-syntax': {
    message: 'The value is not a JSONPath.',
    advice: 'Start it with $ (the input), $$ (the context) or $name (a variable), e.g. $.order.id.',
  },
  'reference-path': {
    message: 'The value is not a reference path, one that leads to a single place.',
    advice: 'Use names and indices from $ only, e.g. $.order.lines[0]; no wildcards, filters or slices.',
  },
  'template-path': {
    message: "The name '{field}' ends with .$, so its value must be a JSONPath or an intrinsic function call.",
    advice:
      "Correct the value, or drop .$ from the name if it is plain text. In texts of intrinsic functions a backslash may only stand before ' { } and itself.",
  },
  'template-path-type': {
    message: "The name '{field}' ends with .$, so its value must be a text with a JSONPath or an intrinsic function call.",
    advice:
      'Drop .$ from the name: values that are no text are taken as they are, and what they contain may have names with .$ of its own.',
  },
  'rule-kind': {
    message: 'A rule is of one kind: exactly one of {fields}.',
    advice: 'Keep the one you mean, or put rules together with And and Or.',
  },
  'condition-expression': {
    message: 'A Condition is a boolean or a JSONata expression.',
    advice: 'Write it between {% and %}, e.g. {% $states.input.total > 10 %}.',
  },
  'expression-expected': {
    message: 'A text here must be a JSONata expression.',
    advice: 'Write it between {% and %}, without anything before or after.',
  },
  'jsonata-syntax': {
    message: 'The JSONata expression cannot be parsed: {problem}',
    advice: 'Correct it; try it out in the console before you deploy.',
  },
  'jsonata-top-level': {
    message: "'{name}' has nothing to be read from: an expression has no input of its own.",
    advice: 'Start from $states.input, $states.result, $states.context or a variable, e.g. $states.input.{name}.',
  },
  'jsonata-error-output': {
    message: '$states.errorOutput exists only in Output and Assign of a catcher.',
    advice: 'Store it in a variable with the Assign of the catcher and read the variable here.',
  },
  'jsonata-result': {
    message: "$states.{name} has no value in '{field}' of a {type} state.",
    advice: 'It exists in Output and Assign of Task, Map and Parallel states. Use $states.input here.',
  },
  'jsonata-delimiters': {
    message: "This text begins with '{%' or ends with '%}', but not both, and AWS refuses it.",
    advice: 'An expression begins with {% and ends with %}, with nothing around them, not even spaces.',
  },
  'variable-name': {
    message: "'{name}' cannot be the name of a variable.",
    advice: 'Use letters, digits and _, not starting with a digit.',
  },
  'variable-name-length': {
    message: "The variable name '{name}' is longer than 80 characters.",
    advice: 'Shorten it.',
  },
  'variable-reserved': {
    message: "No variable can be called 'states'.",
    advice: 'Choose another name: $states is what AWS offers to expressions.',
  },
  'shadowed-variable': {
    message: 'A state around this scope assigns the variable {variable} too, and AWS allows a name in one of them only.',
    advice: 'Give the inner variable a name of its own; pass its value out with Output.',
  },
  'states-all': {
    message: 'States.ALL must stand alone, in the last retrier or catcher.',
    advice: 'Move it into an entry of its own at the end of the list.',
  },
  'max-delay': {
    message: 'MaxDelaySeconds is not greater than IntervalSeconds.',
    advice: 'Raise MaxDelaySeconds or lower IntervalSeconds.',
  },
  'heartbeat-timeout': {
    message: 'HeartbeatSeconds is not smaller than TimeoutSeconds.',
    advice: 'Lower HeartbeatSeconds or raise TimeoutSeconds.',
  },
  'resource-arn': {
    message: 'The Resource is not the ARN of something a task can call.',
    advice: 'Use the ARN of a Lambda function or an activity, or arn:aws:states:::service:action.',
  },
  'resource-unknown': {
    message: "There is no integration '{resource}'.",
    advice:
      'Check the spelling of service and action and whether it can wait (.sync, .waitForTaskToken). Any other AWS action is arn:aws:states:::aws-sdk:service:action.',
  },
  'parameter-unknown': {
    message: "This integration has no parameter '{field}'.",
    advice: 'Check its spelling, capitals too; parameters of the API that the integration lacks need its aws-sdk twin.',
  },
  'parameter-missing': {
    message: "The parameter '{field}', which this integration needs, is missing.",
    advice: 'Add it.',
  },
  'parameters-missing': {
    message: 'This integration is given no {field}.',
    advice: 'Add {field}, if need be an empty object.',
  },
  'parameter-text': {
    message: "The parameter '{field}' must be text.",
    advice: 'Write it in quotes, or take it from the input with a path or an expression.',
  },
  'activity-credentials': {
    message: 'A task of an activity cannot take on another role.',
    advice: 'Remove Credentials: whoever works on the activity has credentials of their own.',
  },
  'map-resource': {
    message: 'A Map cannot read or write its items with this Resource.',
    advice: 'Read with s3:getObject or s3:listObjectsV2, write with s3:putObject.',
  },
  'csv-header-location': {
    message: "It is not said where the CSV's headers are.",
    advice: 'Add CSVHeaderLocation: FIRST_ROW, or GIVEN with CSVHeaders.',
  },
  'express-activity': {
    message: 'An express workflow cannot use activities.',
    advice: 'Make the workflow STANDARD: the state machine, or the children of the distributed Map around it. Or call a function instead.',
  },
  'express-pattern': {
    message: 'An express workflow cannot wait with {pattern}.',
    advice: 'Make the workflow STANDARD: the state machine, or the children of the distributed Map around it. Or call without waiting.',
  },
  'express-distributed-map': {
    message: 'An express workflow cannot run a distributed Map.',
    advice: 'Make the workflow STANDARD: the state machine, or the children of the distributed Map around it. Or use the mode INLINE.',
  },
  'distributed-only': {
    message: "The field '{field}' belongs to a Map in distributed mode.",
    advice: 'Add "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"} to ItemProcessor, or remove the field.',
  },
  label: {
    message: "'{label}' cannot be the label of a Map.",
    advice: 'Use at most 40 characters, without blanks and special characters.',
  },
  'label-length': {
    message: "The label '{label}' is longer than 40 characters.",
    advice: 'Shorten it.',
  },
  'duplicate-label': {
    message: "The label '{label}' is used by another Map state.",
    advice: 'Give each Map state a label of its own.',
  },
  'state-name': {
    message: "The state name '{name}' is longer than 80 characters.",
    advice: 'Shorten it and put the rest into Comment.',
  },
  'duplicate-state-name': {
    message: "There is another state called '{name}'.",
    advice: 'Names are unique in the whole machine, also across branches: rename one.',
  },
  'missing-target': {
    message: "There is no state '{target}' here.",
    advice: 'Correct the name (capitals count), or add the state to the same list of states: a transition cannot leave its branch or Map.',
  },
  'unreachable-state': {
    message: "Nothing leads to the state '{name}'.",
    advice: 'Let a Next, Default, Catch or StartAt name it, or remove it.',
  },
  'no-terminal-state': {
    message: 'The workflow cannot end.',
    advice: 'Give one state "End": true, or add a Succeed or Fail state.',
  },
  'no-dollar': {
    message: "'{field}' will be plain text, though it looks like a path or a function call.",
    advice: 'Add .$ to the name of the field to have it evaluated.',
  },
  'no-path': {
    message: "'{field}' will be plain text, though it looks like a path.",
    advice: 'Add Path to the name of the field to have it evaluated.',
  },
  'static-result': {
    message: "Result is copied as it is: '{field}' is not evaluated.",
    advice: 'Use Parameters instead of Result.',
  },
  'duplicate-key': {
    message: "The key '{key}' is written more than once; only the last one counts.",
    advice: 'Remove the others.',
  },
  'jsonata-eval': {
    message: '$eval does not exist in Step Functions; the state would fail with States.QueryEvaluationError.',
    advice: 'Use $parse for JSON texts, or write the expression out.',
  },
  'payload-of-function': {
    message:
      "'{path}' reads 'Payload', but '{state}' calls its function by a bare ARN: its result is what the function returned, without a Payload around it.",
    advice:
      'Read {fixed}, or call the function with "Resource": "arn:aws:states:::lambda:invoke", which answers with {Payload, StatusCode, …}.',
  },
  'path-never-exists': {
    message: "'{path}' leads nowhere: '{step}' is not in {what}.",
    advice: 'Compare the path with the result before it, and with the ResultPath, ResultSelector and OutputPath on the way.',
  },
  island: {
    message: "The state '{name}' is never entered: only states that are never entered lead to it.",
    advice: 'Lead to it from a state that is entered, or remove the group.',
  },
  'unreachable-rule': {
    message: 'This rule can never match: whenever it would, rule {earlier} matches first.',
    advice: 'Put the narrower rule first, or remove this one.',
  },
  'contradictory-rule': {
    message: 'This rule can never match: its condition contradicts itself ({detail}).',
    advice: 'Use Or where one of the parts is enough, or correct the values.',
  },
  'no-default': {
    message: "'{name}' has no Default: if no rule matches, the execution fails with States.Runtime, which nothing can catch.",
    advice: 'Add a Default, e.g. a Fail state that says what came.',
  },
  'result-path-overwrites': {
    message: "The result of '{state}' overwrites '{path}', which the input already has.",
    advice: 'Choose a ResultPath of its own, unless the old value is no longer needed.',
  },
  'catch-unreachable': {
    message: 'This catcher can never match: catcher {earlier} takes {errors} first.',
    advice: 'Put the more specific catcher first. States.TaskFailed matches every error but States.Timeout.',
  },
  'catch-impossible': {
    message: 'This catcher can never match: {errors} cannot happen in this state, or cannot be caught.',
    advice: 'Remove it, or name the errors that this state can end in.',
  },
  'retry-unreachable': {
    message: 'This retrier can never apply: retrier {earlier} takes {errors} first.',
    advice: 'Put the more specific retrier first. States.TaskFailed matches every error but States.Timeout.',
  },
  'retry-impossible': {
    message: 'This retrier can never apply: {errors} cannot happen in this state, or cannot be retried.',
    advice: 'Remove it, or name the errors that this state can end in.',
  },
  'retry-never': {
    message: 'MaxAttempts is 0, so these errors are never retried.',
    advice: 'Remove the retrier: at the end of the list it changes nothing.',
  },
  'empty-result-writer': {
    message: 'This ResultWriter says neither how results shall look nor where they go: AWS accepts it, and the state fails.',
    advice: 'Add WriterConfig, or Resource with Parameters (JSONata: Arguments), or remove ResultWriter.',
  },
  'token-without-timeout': {
    message: "'{state}' waits for a task token without any limit; if nobody answers, it waits for up to a year.",
    advice: 'Add TimeoutSeconds, or HeartbeatSeconds if the other side can report that it is alive.',
  },
  'token-not-passed': {
    message: "'{state}' waits for a task token but gives it to nobody, so nobody can answer.",
    advice: 'Pass $$.Task.Token (JSONata: $states.context.Task.Token) on in Parameters or Arguments.',
  },
  'token-not-awaited': {
    message: "'{state}' passes a task token on but does not wait for the answer.",
    advice: 'Add .waitForTaskToken to the Resource, or do not pass the token.',
  },
  'service-nowhere': {
    message: "'{state}' calls {service}, which is neither served here nor said to be elsewhere.",
    advice: 'Start the server with --forward {service}=URL, or --forward {service}=aws.',
  },
  'integration-not-run': {
    message: "'{state}' uses {resource}, which this server cannot run.",
    advice: 'Catch the failure, or test the machine with a mock of this state.',
  },
  'payload-size': {
    message: 'This value alone has {size} bytes; a state may carry {limit}.',
    advice: 'Keep large data in S3 and pass its key.',
  },
  'undefined-variable': {
    message: 'The variable {variable} is not assigned anywhere this state can see.',
    advice: 'Assign it in a state before this one, in the same scope or one around it, or correct its name.',
  },
  'handler-file': {
    message: "The handler '{handler}' needs the file {expected}, but the package holds: {files}.",
    advice: 'Set the handler to {suggestion}, or package the file where the handler says.',
  },
  'handler-format': {
    message: "The handler '{handler}' does not name a file and a function.",
    advice: 'Write it as file.function, e.g. index.handler.',
  },
}
