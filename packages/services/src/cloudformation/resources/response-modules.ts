/**
 * The modules that AWS puts beside code in a template, which answer for a custom resource: `cfn-response` of Node and `cfnresponse` of
 * Python, with the functions and arguments that their documentation names.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-lambda-function-code-cfnresponsemodule.html
 */
const node = `'use strict'
const http = require('node:http')
const https = require('node:https')

exports.SUCCESS = 'SUCCESS'
exports.FAILED = 'FAILED'

exports.send = (event, context, status, data, physicalResourceId, noEcho) =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify({
      Status: status,
      Reason: 'See the details in CloudWatch Log Stream: ' + context.logStreamName,
      PhysicalResourceId: physicalResourceId || context.logStreamName,
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
      NoEcho: noEcho || false,
      Data: data,
    })
    const url = new URL(event.ResponseURL)
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) }
    const client = url.protocol === 'http:' ? http : https
    const sent = client.request(url, { method: 'PUT', headers }, response => {
      response.resume()
      resolve(context.done())
    })
    sent.on('error', error => {
      console.log('The answer could not be sent: ' + error)
      reject(context.done(error))
    })
    sent.end(body)
  })
`

const python = `import json
import urllib.request

SUCCESS = 'SUCCESS'
FAILED = 'FAILED'


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    body = json.dumps({
        'Status': responseStatus,
        'Reason': reason or 'See the details in CloudWatch Log Stream: ' + context.log_stream_name,
        'PhysicalResourceId': physicalResourceId or context.log_stream_name,
        'StackId': event['StackId'],
        'RequestId': event['RequestId'],
        'LogicalResourceId': event['LogicalResourceId'],
        'NoEcho': noEcho,
        'Data': responseData,
    }).encode()
    headers = {'content-type': '', 'content-length': str(len(body))}
    try:
        urllib.request.urlopen(urllib.request.Request(event['ResponseURL'], data=body, headers=headers, method='PUT'))
    except Exception as error:
        print('The answer could not be sent:', error)
`

/** The files of code that stands in a template. */
export function inlineFiles(runtime: string, text: string): Record<string, string> {
  if (/^python/.test(runtime)) return { 'index.py': text, ...(text.includes('cfnresponse') && { 'cfnresponse.py': python }) }
  return { 'index.js': text, ...(text.includes('cfn-response') && { 'node_modules/cfn-response.js': node }) }
}
