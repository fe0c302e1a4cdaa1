import { settings } from '@millrace/server'

/** The settings as a page of the manual, in Markdown. */
export function settingsPage(): string {
  const rows = Object.values(settings).map(({ names: [name, ...others], type, default: preset, about }) => {
    const also = others.length === 0 ? '' : ` Also read: ${others.map((other) => `\`${other}\``).join(', ')}.`
    return `| \`${name}\` | ${cell(type)} | ${cell(preset)} | ${cell(about)}${also} |`
  })
  return `# Settings

Millrace reads its settings from environment variables, and needs none. \`npx millrace config\` prints this list.

| variable | takes | default | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}
