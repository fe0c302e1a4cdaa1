import type { ComponentProps } from 'react'
import Render from 'react-markdown'

/** Markdown without raw HTML: links open elsewhere, pictures from elsewhere are shown as links. */
export function MarkdownText({ text }: { readonly text: string }) {
  return <Render components={parts}>{text}</Render>
}

function Elsewhere({ href, children }: ComponentProps<'a'>) {
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  )
}

function Picture({ src, alt }: ComponentProps<'img'>) {
  return (
    <Elsewhere href={typeof src === 'string' ? src : undefined}>
      {alt === undefined || alt === '' ? 'Picture' : alt}
    </Elsewhere>
  )
}

const parts = { a: Elsewhere, img: Picture }
