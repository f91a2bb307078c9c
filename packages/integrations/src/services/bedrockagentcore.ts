import { RR, type ServiceDefinition } from '../definition.ts'

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
      operation: null,
      parameters: {
        required: ['HarnessArn', 'RuntimeSessionId', 'Messages'],
        optional: ['SystemPrompt', 'Model', 'Tools', 'MaxIterations', 'TimeoutSeconds'],
        texts: ['HarnessArn', 'RuntimeSessionId'],
      },
      iam: [{ actions: ['bedrock-agentcore:InvokeHarness', 'bedrock-agentcore:InvokeAgentRuntime'], resource: '*' }],
    },
  },
}
