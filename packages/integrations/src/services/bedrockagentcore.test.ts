import { expect, test } from 'vitest'
import { bedrockAgentCore } from './bedrockagentcore.ts'

test('the stream of an agent’s turn becomes the text of its last message, why it ended and what it took', () => {
  const delta = (Text: string, ContentBlockIndex = 0) => ({ ContentBlockDelta: { ContentBlockIndex, Delta: { Text } } })
  const Usage = { InputTokens: 5, OutputTokens: 7, TotalTokens: 12 }
  const Stream = [
    ...[{ MessageStart: { Role: 'assistant' } }, delta('I ask a tool.'), { MessageStop: { StopReason: 'tool_use' } }],
    ...[
      { MessageStart: { Role: 'assistant' } },
      delta('It '),
      { ContentBlockDelta: { Delta: { ToolUse: { Input: '{}' } } } },
      delta('rains.'),
      delta('Bye.', 1),
    ],
    ...[{ MessageStop: { StopReason: 'end_turn' } }, { Metadata: { Usage, Metrics: { LatencyMs: 9 } } }],
  ]
  expect(bedrockAgentCore.actions['invokeHarness']!.result!({ Stream }, {})).toEqual({
    Output: { Message: { Role: 'assistant', Content: [{ Text: 'It rains.' }, { Text: 'Bye.' }] } },
    ...{ StopReason: 'end_turn', Usage, Metrics: { LatencyMs: 9 } },
  })
})
