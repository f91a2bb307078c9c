import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { Made, ResourceContext, ResourceType } from './resource-type.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html */
const longestAnswerBytes = 4096
const longestSeconds = 3600

type RequestType = 'Create' | 'Update' | 'Delete'

interface Answer {
  Status?: string
  Reason?: string
  PhysicalResourceId?: string
  Data?: Json
}

/** A resource that a function, or whoever is subscribed to a topic, makes, changes and removes: it answers over HTTP when it is done. */
export function customResource(type: string): ResourceType {
  return {
    replacedBy: [],
    isReplacedByAnswer: true,
    async create(context, properties) {
      context.begun(context.chosenName)
      const answer = await ask(context, type, 'Create', { properties })
      return made(answer)
    },
    async update(context, physicalId, properties, before) {
      return made(await ask(context, type, 'Update', { physicalId, properties, before }))
    },
    async remove(context, physicalId, properties) {
      await ask(context, type, 'Delete', { physicalId, properties })
    },
  }
}

/** The type of a custom resource: `AWS::CloudFormation::CustomResource`, `Custom::NAME`. */
export function isCustomType(type: string): boolean {
  return type === 'AWS::CloudFormation::CustomResource' || /^Custom::[\w@-]{1,60}$/.test(type)
}

function made({ PhysicalResourceId: id, Data }: Answer): Made {
  if (typeof id !== 'string' || id === '') throw new Error('Invalid PhysicalResourceId')
  return { id, attributes: isJsonObject(Data) ? Data : {} }
}

interface Asked {
  physicalId?: string
  properties: JsonObject
  before?: JsonObject
}

/** @throws Error where it answers that it could not, or not in time */
async function ask(context: ResourceContext, type: string, RequestType: RequestType, asked: Asked): Promise<Answer> {
  const { desk, stackId, logicalId } = context
  const { properties, physicalId } = asked
  const key = `${stackId}/${logicalId}/${RequestType}/${physicalId ?? context.chosenName}`
  const request = await desk.open(key)
  try {
    const url = context.responseUrl(request.token)
    // Nobody listens any more where an earlier life of the server, or another node, was to be answered: who knows that address alone is asked again.
    if (request.url !== url) {
      const { ServiceTimeout: _, ...shown } = properties
      await send(context, String(properties['ServiceToken'] ?? ''), {
        ...{ RequestType, ServiceToken: properties['ServiceToken'], ResponseURL: url, StackId: stackId },
        ...{ RequestId: request.requestId, LogicalResourceId: logicalId, ResourceType: type },
        ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
        ResourceProperties: inTexts(shown),
        ...(asked.before && { OldResourceProperties: inTexts(asked.before) }),
      })
      await desk.sent(key, request, url)
    }
    const text = await answerOf(context, request, deadlineOf(request.opened, properties))
    await desk.close(key, request.token)
    return checked(context, text, request.requestId)
  } catch (error) {
    if (!context.goesOnLater(error)) await desk.close(key, request.token)
    throw error
  }
}

function deadlineOf(opened: number, { ServiceTimeout = longestSeconds }: JsonObject): number {
  const seconds = Number(ServiceTimeout)
  return opened + 1000 * (seconds >= 1 && seconds <= longestSeconds ? seconds : longestSeconds)
}

/** A function is invoked as its caller may, a topic is published to. */
async function send(context: ResourceContext, serviceToken: string, event: object): Promise<void> {
  const [, , service] = serviceToken.split(':')
  if (service === 'lambda') {
    const Payload = Buffer.from(JSON.stringify(event))
    await context.call('lambda', 'Invoke', { FunctionName: serviceToken, InvocationType: 'Event', Payload })
  } else if (service === 'sns') {
    const Subject = 'AWS CloudFormation custom resource request'
    await context.call('sns', 'Publish', { TopicArn: serviceToken, Subject, Message: JSON.stringify(event) })
  } else throw new Error('Invalid Service token')
}

async function answerOf(
  context: ResourceContext,
  { token, requestId }: { token: string; requestId: string },
  deadline: number,
): Promise<string> {
  const answered = context.desk.answered(token)
  for (;;) {
    const text = await context.desk.read(token)
    if (text !== undefined) return text
    const left = deadline - context.now()
    if (left <= 0) {
      throw new Error(
        `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`,
      )
    }
    await Promise.race([answered, context.pause(Math.min(left, 1000))])
  }
}

/** @throws Error where the answer says FAILED, or is none */
function checked(context: ResourceContext, text: string, requestId: string): Answer {
  if (Buffer.byteLength(text) > longestAnswerBytes) throw new Error('Response object is too long.')
  let answer: Answer
  try {
    answer = JSON.parse(text) as Answer
  } catch {
    throw new Error('Invalid response: it is no JSON.')
  }
  const { Status, Reason = '', PhysicalResourceId } = answer
  if (Status === 'SUCCESS') return answer
  if (typeof PhysicalResourceId === 'string' && PhysicalResourceId !== '') context.begun(PhysicalResourceId)
  throw new Error(`Received response status [${Status ?? ''}] from custom resource. Message returned: ${Reason} (RequestId: ${requestId})`)
}

/** Numbers and truth values travel as texts. */
function inTexts(value: Json): Json {
  if (Array.isArray(value)) return value.map(inTexts)
  if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inTexts(member)]))
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}
