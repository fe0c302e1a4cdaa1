import Render from 'react-markdown'

/** Markdown without raw HTML: links open elsewhere, pictures from elsewhere are shown as links. */
export function MarkdownText({ text }: { readonly text: string }) {
  return (
    <Render
      components={{
        a: ({ href, children }) => (
          <a href={href} target="_blank" rel="noreferrer">
            {children}
          </a>
        ),
        img: ({ src, alt }) => (
          <a href={typeof src === 'string' ? src : undefined} target="_blank" rel="noreferrer">
            {alt === undefined || alt === '' ? 'Picture' : alt}
          </a>
        ),
      }}
    >
      {text}
    </Render>
  )
}
