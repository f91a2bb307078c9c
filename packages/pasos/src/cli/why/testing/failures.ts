/** A machine that fails, with what it runs on. */
export interface Failure {
  states: Record<string, object>
  input?: unknown
  language?: 'JSONata'
  /** Seconds that the machine allows. */
  seconds?: number
  /** Of the role: may it do everything, nothing, or is it denied what it would do? */
  may?: 'all' | 'nothing' | 'denied'
}

const ACCOUNT = '123456789012'
export const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`
const machineArn = (name: string): string => `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:${name}`

const one = (state: object, more: Omit<Failure, 'states'> = {}): Failure => ({ states: { S: { End: true, ...state } }, ...more })
const task = (service: string, Parameters: object, more: object = {}): object => ({
  ...{ Type: 'Task', Resource: `arn:aws:states:::${service}`, Parameters },
  ...more,
})
const call = (name: string, more: object = {}): object => ({ Type: 'Task', Resource: functionArn(name), ...more })
const pass = (more: object): object => ({ Type: 'Pass', ...more })
const inner = (state: object, config?: object): object => ({
  ...(config && { ProcessorConfig: config }),
  ...{ StartAt: 'I', States: { I: { End: true, ...state } } },
})
const DISTRIBUTED = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }
const over = (ItemReader: object, more: object = {}): object => ({
  ...{ Type: 'Map', ItemReader, ItemProcessor: inner(pass({}), DISTRIBUTED), ...more },
})
const reader = (Key: string, ReaderConfig: object, Bucket = 'data'): object => ({
  ...{ Resource: 'arn:aws:states:::s3:getObject', ReaderConfig, Parameters: { Bucket, Key } },
})
const http = (path: string, connection: string, origin: string): object =>
  task('http:invoke', { ApiEndpoint: `${origin}${path}`, Method: 'GET', Authentication: { ConnectionArn: connection } })

/** Sources of the functions that fail, by name, each with its handler. */
export const FUNCTIONS: Readonly<
  Record<string, { code: string; handler?: string; file?: string; timeout?: number; runtime?: string; memory?: number }>
> = {
  fine: { code: 'exports.handler = async () => ({ number: 4, is_even: true })' },
  elsewhere: { code: 'exports.handler = async () => 1', handler: '1_number_generator/main.handler' },
  requires: { code: "require('left-pad'); exports.handler = async () => 1" },
  formless: { code: 'exports.handler = async () => 1', handler: 'main' },
  unexported: { code: 'exports.run = async () => 1' },
  exits: { code: 'exports.handler = async () => process.exit(3)' },
  hungry: {
    code: 'exports.handler = async () => { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)) }',
    memory: 128,
    timeout: 30,
  },
  slow: { code: 'exports.handler = () => new Promise(() => setInterval(() => 0, 1000))', timeout: 1 },
  patient: { code: 'exports.handler = () => new Promise(() => setInterval(() => 0, 1000))', timeout: 60 },
  throws: { code: 'exports.handler = async () => { throw new TypeError("Cannot read properties of undefined (reading \'total\')") }' },
  declines: { code: "exports.handler = async () => { const e = new Error('no funds'); e.name = 'CardDeclined'; throw e }" },
  broken: { code: 'exports.handler = async () => {' },
  begins: { code: "throw new Error('no settings')" },
  large: { code: "exports.handler = async () => 'x'.repeat(300_000)" },
  huge: { code: "exports.handler = async () => 'x'.repeat(7_000_000)" },
  busy: { code: 'exports.handler = async () => 1' },
  pythonless: { code: 'import nowhere\n', file: 'main.py', handler: 'main.handler', runtime: 'python3.12' },
  pythonnone: { code: 'def run(e, c): return 1\n', file: 'main.py', handler: 'main.handler', runtime: 'python3.12' },
}

/** Failures by what is wrong. `origin` is a web server that answers with the status in its path. */
export function failures(origin: string, connectionArn: string): Record<string, Failure> {
  return { ...ofLanguage(), ...ofTime(), ...ofFunctions(), ...ofServices(origin, connectionArn) }
}

function ofLanguage(): Record<string, Failure> {
  const even = { Variable: '$.Payload.is_even', BooleanEquals: true, Next: 'D' }
  const D = { Type: 'Succeed' }
  return {
    payloadOfBareArn: { states: { S: call('fine', { Next: 'C' }), C: { Type: 'Choice', Choices: [even], Default: 'D' }, D } },
    misspelt: one(pass({ Parameters: { 'id.$': '$.order.custmer_id' } }), { input: { order: { customer_id: 7 } } }),
    inputPath: one(pass({ InputPath: '$.nowhere.at.all' })),
    choicePath: { states: { S: { Type: 'Choice', Choices: [{ Variable: '$.kind', StringEquals: 'a', Next: 'D' }] }, D } },
    noRule: { states: { S: { Type: 'Choice', Choices: [{ Variable: '$.kind', StringEquals: 'a', Next: 'D' }] }, D }, input: { kind: 'b' } },
    resultPath: one(pass({ Result: 1, ResultPath: '$.list.a' }), { input: { list: [] } }),
    intrinsic: one(pass({ Parameters: { 'n.$': 'States.MathAdd($.n, 1)' } }), { input: { n: 'x' } }),
    intrinsicPath: one(pass({ Parameters: { 'n.$': 'States.MathAdd($.m, 1)' } }), { input: { n: 1 } }),
    nullInput: one(pass({ Parameters: { 'order.$': '$.order' } }), { input: null }),
    secondsPath: one({ Type: 'Wait', SecondsPath: '$.seconds' }, { input: { seconds: -1 } }),
    timestampPath: one({ Type: 'Wait', TimestampPath: '$.at' }, { input: { at: 'tomorrow' } }),
    noList: one({ Type: 'Map', ItemsPath: '$.order', ItemProcessor: inner(pass({})) }, { input: { order: {} } }),
    noListJsonata: one(
      { Type: 'Map', Items: '{% $states.input.order %}', ItemProcessor: inner(pass({})) },
      { input: { order: {} }, language: 'JSONata' },
    ),
    undefinedJsonata: one(pass({ Output: '{% $states.input.order.totl %}' }), { input: { order: { total: 1 } }, language: 'JSONata' }),
    typeJsonata: one(pass({ Output: "{% $states.input.a + 'x' %}" }), { input: { a: 1 }, language: 'JSONata' }),
    conditionJsonata: { states: { S: { Type: 'Choice', Choices: [{ Condition: "{% 'yes' %}", Next: 'D' }] }, D }, language: 'JSONata' },
    endlessJsonata: one(pass({ Output: '{% ($f := function($n) { 1 + $f($n) }; $f(1)) %}' }), { language: 'JSONata' }),
  }
}

function ofTime(): Record<string, Failure> {
  return {
    taskTimeout: one(call('patient', { TimeoutSeconds: 1 })),
    heartbeat: one(
      task('sqs:sendMessage.waitForTaskToken', { QueueUrl: 'QUEUE', 'MessageBody.$': '$$.Task.Token' }, { HeartbeatSeconds: 1 }),
    ),
    noToken: one(task('sqs:sendMessage.waitForTaskToken', { QueueUrl: 'QUEUE', 'MessageBody.$': '$$.Task.Token' }, { TimeoutSeconds: 1 })),
    noWorker: one({ Type: 'Task', Resource: 'ACTIVITY', TimeoutSeconds: 1 }),
    machineTimeout: one({ Type: 'Wait', Seconds: 60 }, { seconds: 1 }),
    outputLimit: one(call('large')),
    variablesLimit: one(pass({ Assign: { a: "{% $pad('x', 300000) %}" } }), { language: 'JSONata' }),
    responseLimit: one(call('huge')),
    toleratedFailures: one(
      { Type: 'Map', ItemProcessor: { ProcessorConfig: DISTRIBUTED, StartAt: 'I', States: { I: { Type: 'Fail', Error: 'Bad' } } } },
      { input: [1] },
    ),
    itemsMissing: one(over(reader('none.json', { InputType: 'JSON' }))),
    itemsBucket: one(over(reader('none.json', { InputType: 'JSON' }, 'no-such-bucket'))),
    itemsNoJson: one(over(reader('text.txt', { InputType: 'JSON' }))),
    itemsNoList: one(over(reader('object.json', { InputType: 'JSON' }))),
    itemsNotAllowed: one(over(reader('object.json', { InputType: 'JSON' })), { may: 'nothing' }),
    resultBucket: one(
      {
        ...{ Type: 'Map', ItemProcessor: inner(pass({}), DISTRIBUTED) },
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'no-such-bucket', Prefix: 'a' } },
      },
      { input: [1] },
    ),
    child: one(task('states:startExecution.sync:2', { StateMachineArn: machineArn('failing-child'), Input: {} })),
    childAgain: {
      states: {
        S: task('states:startExecution', { StateMachineArn: machineArn('failing-child'), Name: 'same', Input: { a: 1 } }, { Next: 'T' }),
        T: task('states:startExecution', { StateMachineArn: machineArn('failing-child'), Name: 'same', Input: { a: 2 } }, { End: true }),
      },
    },
    childMissing: one(task('states:startExecution', { StateMachineArn: machineArn('nobody') })),
  }
}

function ofFunctions(): Record<string, Failure> {
  return {
    notAllowed: one(call('fine'), { may: 'nothing' }),
    denied: one(task('dynamodb:getItem', { TableName: 'none', Key: { id: { S: 'a' } } }), { may: 'denied' }),
    notAllowedSqs: one(task('sqs:sendMessage', { QueueUrl: 'QUEUE', MessageBody: 'x' }), { may: 'nothing' }),
    noFunction: one(call('nobody')),
    handlerFile: one(call('elsewhere')),
    moduleMissing: one(call('requires')),
    handlerMissing: one(call('unexported')),
    pythonModule: one(call('pythonless')),
    pythonHandler: one(call('pythonnone')),
    handlerForm: one(call('formless')),
    syntax: one(call('broken')),
    initError: one(call('begins')),
    functionExits: one(call('exits')),
    functionMemory: one(call('hungry')),
    functionTimeout: one(call('slow')),
    functionThrows: one(call('throws')),
    functionThrowsOptimized: one(task('lambda:invoke', { FunctionName: 'throws', Payload: {} })),
    functionDeclines: one(call('declines')),
    throttled: one(call('busy')),
  }
}

function ofServices(origin: string, connectionArn: string): Record<string, Failure> {
  const D = { Type: 'Succeed' }
  return {
    http404: one(http('/404', connectionArn, origin)),
    http401: one(http('/401', connectionArn, origin)),
    http429: one(http('/429', connectionArn, origin)),
    http500: one(http('/500', connectionArn, origin)),
    httpNobody: one(http('/', connectionArn, 'http://127.0.0.1:9')),
    httpInside: one(http('/', connectionArn, 'https://127.0.0.1:9')),
    httpNoConnection: one(http('/200', connectionArn.replace('/own/', '/other/'), origin)),
    noTable: one(task('dynamodb:getItem', { TableName: 'none', Key: { id: { S: 'a' } } })),
    condition: one(
      task('dynamodb:putItem', { TableName: 'things', Item: { id: { S: 'a' } }, ConditionExpression: 'attribute_exists(nothing)' }),
    ),
    wrongKey: one(task('dynamodb:getItem', { TableName: 'things', Key: { nr: { S: 'a' } } })),
    noQueue: one(task('sqs:sendMessage', { QueueUrl: 'QUEUE-none', MessageBody: 'x' })),
    noTopic: one(task('sns:publish', { TopicArn: `arn:aws:sns:us-east-1:${ACCOUNT}:none`, Message: 'x' })),
    noBucket: one(task('aws-sdk:s3:getObject', { Bucket: 'no-such-bucket', Key: 'a' })),
    noKey: one(task('aws-sdk:s3:getObject', { Bucket: 'data', Key: 'none' })),
    noSecret: one(task('aws-sdk:secretsmanager:getSecretValue', { SecretId: 'none' })),
    parameters: one(task('sqs:sendMessage', { 'QueueUrl.$': '$.q', MessageBody: 'x' }), { input: { q: 5 } }),
    unserved: one(task('athena:startQueryExecution', { QueryString: 'SELECT 1' })),
    unservedJob: one(task('glue:startJobRun.sync', { JobName: 'nightly' })),
    unreachable: one(task('batch:submitJob', { JobName: 'a', JobQueue: 'q', JobDefinition: 'd' })),
    noRuleJsonata: { states: { S: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'D' }] }, D }, language: 'JSONata' },
    quota: {
      states: {
        S: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'D' }], Default: 'P' },
        P: pass({ Next: 'S' }),
        D,
      },
    },
    author: { states: { S: { Type: 'Fail', Error: 'CardDeclined', Cause: 'no funds' } } },
  }
}
