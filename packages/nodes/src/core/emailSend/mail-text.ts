/** The words of mails that the node writes itself: the line below them, and a question with its buttons. */
import type { AnswerLink } from '../sendAndWait/wait-for-answer.ts'

const made = 'Sent with Millrace'

export interface MailText {
  readonly text?: string | undefined
  readonly html?: string | undefined
}

/** The same with a line below that says what it was made with. */
export function withAttribution({ text, html }: MailText): MailText {
  return {
    ...(text !== undefined && { text: `${text}\n\n-- \n${made}` }),
    ...(html !== undefined && { html: `${html}<br><br><hr><p style="color:#6b7280;font-size:12px">${made}</p>` }),
  }
}

const buttons = {
  primary: 'background:#1f2937;color:#ffffff;border:1px solid #1f2937',
  secondary: 'background:#ffffff;color:#1f2937;border:1px solid #9ca3af',
} as const

/** A question as text and as HTML. What it says is text: markup in it is shown, not followed. */
export function question(message: string, links: readonly AnswerLink[]): MailText {
  const drawn = links.map(
    ({ label, url, look }) =>
      `<a href="${escaped(url)}" style="${buttons[look]};display:inline-block;padding:10px 20px;margin:4px;border-radius:6px;text-decoration:none">${escaped(label)}</a>`,
  )
  return {
    text: `${message}\n\n${links.map(({ label, url }) => `${label}: ${url}`).join('\n')}`,
    html: `<div style="font-family:sans-serif;font-size:15px;max-width:560px;margin:0 auto"><p>${escaped(message).replaceAll(/\r?\n/g, '<br>')}</p><p>${drawn.join('')}</p></div>`,
  }
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
