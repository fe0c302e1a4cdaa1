/** Blocks inside a page or inside another block. */
import * as m from '@millrace/sdk'
import { blocks } from './blocks.ts'
import { blockId, linkedBlockId, simple, unavailable } from './parts.ts'

export const appendBlocksV2 = m.operation({
  name: 'Append blocks',
  until: 2.2,
  input: {
    blockId: m.oneOf(m.until(2.1, blockId('Block')), m.since(2.2, linkedBlockId)),
    blockUi: blocks,
  },
  unavailable,
})

export const appendBlocks = m.operation({
  name: 'Append blocks',
  since: 3,
  input: {
    blockId: blockId('Parent block'),
    afterBlockId: m.text('Behind the block', { help: 'The ID of a child block; left empty, the end.' }),
    blockUi: blocks,
  },
  unavailable,
})

export const getChildBlocks = m.operation({
  name: 'Get child blocks',
  input: {
    blockId: m.oneOf(
      m.until(2.1, blockId('Block')),
      m.since(2.2, m.until(2.2, linkedBlockId)),
      m.since(3, blockId('Block')),
    ),
    ...m.paging(),
    fetchNestedBlocks: m.flag('Also the blocks inside them'),
    simplifyOutput: m.since(2.1, simple),
  },
  unavailable,
})

export const getBlockMarkdown = m.operation({
  name: 'Get as Markdown',
  since: 3,
  input: { blockId: blockId('Block'), includeTranscript: m.flag('With transcripts of meetings') },
  unavailable,
})
