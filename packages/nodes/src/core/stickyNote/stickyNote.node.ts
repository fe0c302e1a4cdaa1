import * as m from '@millrace/sdk'

const hint = `## A note
**Double-click** to write here. Notes take Markdown and never run.`

export const stickyNote = m.defineNode({
  type: 'stickyNote',
  name: 'Sticky Note',
  about: 'Text on the canvas. It never runs.',
  icon: 'lucide:sticky-note',
  category: 'note',
  aliases: ['comment', 'documentation', 'description'],
  annotation: true,
  input: {
    content: m.text('Content', { default: hint }),
    height: m.number('Height', { default: 160, required: true }),
    width: m.number('Width', { default: 240, required: true }),
    color: m.number('Colour', { default: 1, required: true }),
  },
})
