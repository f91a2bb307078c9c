import { at, RR, type ServiceDefinition, type Value, type Values } from '../definition.ts'

/** The stream of an agent's turn as one answer: the text of the last message, why it ended, and what it took. */
function folded(events: readonly Values[]): Values {
  let [role, blocks]: [Value, Map<Value, string>] = ['assistant', new Map()]
  const told: Values = {}
  for (const event of events) {
    if (event['MessageStart'] !== undefined) {
      role = at(event, 'MessageStart', 'Role') ?? 'assistant'
      blocks = new Map()
    }
    const text = at(event, 'ContentBlockDelta', 'Delta', 'Text')
    const index = at(event, 'ContentBlockDelta', 'ContentBlockIndex') ?? 0
    if (typeof text === 'string') blocks.set(index, (blocks.get(index) ?? '') + text)
    const reason = at(event, 'MessageStop', 'StopReason')
    if (reason !== undefined) told['StopReason'] = reason
    const [usage, metrics] = [at(event, 'Metadata', 'Usage'), at(event, 'Metadata', 'Metrics')]
    if (usage !== undefined) told['Usage'] = usage
    if (metrics !== undefined) told['Metrics'] = metrics
  }
  return { Output: { Message: { Role: role, Content: [...blocks.values()].map(Text => ({ Text })) } }, ...told }
}

/** Since June 2026. https://docs.aws.amazon.com/step-functions/latest/dg/connect-bedrockagentcore.html */
export const bedrockAgentCore: ServiceDefinition = {
  name: 'bedrockagentcore',
  model: 'bedrockagentcore',
  prefix: 'BedrockAgentCore',
  client: 'AmazonBedrockAgentCore',
  baseException: 'AmazonBedrockAgentCoreException',
  hasMetadata: false,
  actions: {
    invokeHarness: {
      patterns: RR,
      parameters: {
        required: ['HarnessArn', 'RuntimeSessionId', 'Messages'],
        optional: ['SystemPrompt', 'Model', 'Tools', 'MaxIterations', 'TimeoutSeconds'],
        texts: ['HarnessArn', 'RuntimeSessionId'],
      },
      result: ({ Stream }) => folded((Stream ?? []) as Values[]),
      iam: [{ actions: ['bedrock-agentcore:InvokeHarness', 'bedrock-agentcore:InvokeAgentRuntime'], resource: '*' }],
    },
  },
}
