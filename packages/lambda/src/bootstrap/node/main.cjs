'use strict'
// Runs a function's handler: one `start` frame, then one invocation at a time. No dependencies, few modules: this is the cold start.
const { AsyncResource } = require('node:async_hooks')
// Taken before a function may put its own in their place.
const { existsSync, rmSync } = require('node:fs')
const path = require('node:path')
const { listen, send } = require('./channel.cjs')
const { flush, patchConsole, setRequestId } = require('./console.cjs')
const { RuntimeError, errorLine, errorObject, showFolders } = require('./errors.cjs')
const { bringSdk } = require('./find-sdk.cjs')
const { answerHostPrefixes } = require('./host-prefix.cjs')
const { loadHandler } = require('./load-handler.cjs')
const { answerResponseUrls } = require('./response-url.cjs')

const maxResponseBytes = 6_291_556
let handler
let isReady = false
let isAsyncFunction = false
/** The invocation under way. */
let current
/** Handed over before all others were answered. */
const ahead = []
/** What one invocation keeps in its asynchronous context is no business of the next. */
const outermost = new AsyncResource('invocation')
/** Runs once when the event loop has run empty. */
let onEmptyLoop
let logError

const socket = listen((header, body) => {
  if (header.type === 'start') void start(JSON.parse(body))
  else if (header.type === 'invoke') {
    if (!current && ahead.length === 0 && !header.takenBack) return invoke(header, body)
    ahead.push({ header, body })
    // It may have lain in the pipe while a handler let nothing else run, and have been taken back there.
    if (!current) setImmediate(goOn)
  }
})

process.on('beforeExit', () => {
  const run = onEmptyLoop
  onEmptyLoop = undefined
  run?.()
})
process.on('uncaughtException', error => crash('Uncaught Exception', error, 129))
process.on('unhandledRejection', reason => {
  const error = new RuntimeError('UnhandledPromiseRejection', String(reason))
  error.reason = reason
  crash('Unhandled Promise Rejection', error, 128)
})

async function start({ handler: name, taskRoot, layerRoots, environment, runtime }) {
  for (const key of Object.keys(process.env)) if (!Object.hasOwn(environment, key)) delete process.env[key]
  Object.assign(process.env, environment)
  if (environment.NODE_PATH) require('node:module')._initPaths()
  process.chdir(taskRoot)
  showFolders(taskRoot, layerRoots, __dirname)
  const isJson = environment.AWS_LAMBDA_LOG_FORMAT === 'JSON'
  patchConsole(environment.AWS_LAMBDA_LOG_FORMAT, environment.AWS_LAMBDA_LOG_LEVEL)
  logError = isJson ? (_, error) => console.error(error) : (title, error) => console.error(title, `\t${errorLine(error)}`)
  process.argv[1] = path.join(__dirname, 'main.cjs')
  bringSdk()
  answerHostPrefixes(environment.AWS_ENDPOINT_URL)
  try {
    handler = await loadHandler(taskRoot, name)
    isAsyncFunction = handler.constructor?.name === 'AsyncFunction'
    if (handler.length > 2 && Number(/^nodejs(\d+)/.exec(runtime)?.[1]) >= 24)
      throw new RuntimeError('CallbackHandlerDeprecated', callbackRefusal)
    flush()
    isReady = true
    send({ type: 'ready', peakKb: process.resourceUsage().maxRSS })
  } catch (error) {
    crash('Uncaught Exception', error, 1)
  }
}

const callbackRefusal =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. ' +
  'You will need to modify this function to use a supported handler signature to use Node.js 24 or later. ' +
  'For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.'

function invoke(header, body) {
  header.deadline ??= Date.now() + header.limitMs
  const invocation = { requestId: header.requestId, waitsForEmptyLoop: true, isOver: false }
  current = invocation
  answerResponseUrls(body, process.env.AWS_ENDPOINT_URL)
  setRequestId(header.requestId)
  if (header.traceId) process.env._X_AMZN_TRACE_ID = header.traceId
  // Not holding the event loop now lets `beforeExit` tell when the function has nothing left to do.
  socket.unref()
  onEmptyLoop = () => {
    if (!isAsyncFunction) return succeed(invocation, null)
    fail(
      invocation,
      new RuntimeError(
        'NodeJsExit',
        'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes',
      ),
    )
  }
  const done = (error, result) => (error === undefined || error === null ? succeed(invocation, result) : fail(invocation, error))
  const callback = (error, result) => {
    if ((error !== undefined && error !== null) || !invocation.waitsForEmptyLoop) return done(error, result)
    onEmptyLoop = () => setImmediate(done, null, result)
  }
  try {
    const result = handler(JSON.parse(body), contextOf(header, invocation, done), callback)
    if (typeof result?.then === 'function') {
      result.then(
        value => succeed(invocation, value),
        error => fail(invocation, error ?? 'handled'),
      )
    }
  } catch (error) {
    callback(error)
  }
}

function contextOf(header, invocation, done) {
  const env = process.env
  return {
    get callbackWaitsForEmptyEventLoop() {
      return invocation.waitsForEmptyLoop
    },
    set callbackWaitsForEmptyEventLoop(value) {
      invocation.waitsForEmptyLoop = value
    },
    succeed: result => done(null, result),
    fail: error => done(error ?? 'handled'),
    done,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: header.clientContext ? JSON.parse(header.clientContext) : undefined,
    identity: undefined,
    invokedFunctionArn: header.invokedFunctionArn,
    awsRequestId: header.requestId,
    getRemainingTimeInMillis: () => header.deadline - Date.now(),
  }
}

function succeed(invocation, value) {
  if (invocation.isOver) return
  let body
  try {
    body = JSON.stringify(value === undefined ? null : value) ?? 'null'
  } catch {
    return fail(invocation, new Error('Unable to stringify response body'))
  }
  // A UTF-16 unit takes three bytes at most, so only a long text needs counting.
  const bytes = body.length * 3 > maxResponseBytes ? Buffer.byteLength(body) : 0
  end(invocation, bytes > maxResponseBytes ? { type: 'too-large', bytes } : { type: 'response' }, bytes > maxResponseBytes ? '' : body)
}

function fail(invocation, error) {
  if (invocation.isOver) return
  logError('Invoke Error', error)
  const answer = errorObject(error)
  end(invocation, { type: 'error', errorType: answer.errorType }, JSON.stringify(answer))
}

function end(invocation, header, body) {
  invocation.isOver = true
  current = undefined
  onEmptyLoop = undefined
  flush()
  socket.ref()
  header.requestId = invocation.requestId
  header.peakKb = process.resourceUsage().maxRSS
  send(header, body)
  if (ahead.length > 0) setImmediate(goOn)
}

/** Begins what was handed over before, unless the host has taken it back meanwhile, by a file. */
function goOn() {
  while (!current && ahead.length > 0) {
    const { header, body } = ahead.shift()
    if (existsSync(header.takenBack)) {
      rmSync(header.takenBack, { force: true })
      send({ type: 'skipped', takenBack: header.takenBack })
    } else outermost.runInAsyncScope(invoke, undefined, header, body)
  }
}

/** What nobody caught ends the process, as on AWS; the invocation under way, or the start, gets the error. */
function crash(title, error, code) {
  logError(title, error)
  flush()
  const answer = errorObject(error)
  const type = current ? 'error' : isReady ? undefined : 'init-error'
  if (type) send({ type, requestId: current?.requestId, isLast: true, errorType: answer.errorType }, JSON.stringify(answer))
  process.exit(code)
}
