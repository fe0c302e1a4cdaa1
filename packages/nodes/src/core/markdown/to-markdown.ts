import { refuse } from '@millrace/sdk'
import type { NodeHtmlMarkdownOptions, PostProcessResult, TranslatorConfigFactory } from 'node-html-markdown'
import { toPattern } from '../conditions/to-pattern.ts'
import { fieldNames } from '../values/field-path.ts'

/** How HTML is written as Markdown; what is left out has its usual form. */
export interface MarkdownOptions {
  readonly bulletMarker?: string | undefined
  readonly codeFence?: string | undefined
  readonly emDelimiter?: string | undefined
  readonly strongDelimiter?: string | undefined
  readonly codeBlockStyle?: 'fence' | 'indented' | undefined
  readonly ignore?: string | undefined
  readonly blockElements?: string | undefined
  readonly keepDataImages?: boolean | undefined
  readonly useLinkReferenceDefinitions?: boolean | undefined
  readonly maxConsecutiveNewlines?: number | undefined
  readonly globalEscape?: Replacement | undefined
  readonly lineStartEscape?: Replacement | undefined
  readonly textReplace?: readonly Replacement[] | undefined
}

/** A pattern and what stands in its place. */
export interface Replacement {
  readonly pattern: string
  readonly replacement: string
}

/** The Markdown of an HTML text. */
export async function toMarkdown(html: string, options: MarkdownOptions): Promise<string> {
  const { NodeHtmlMarkdown, PostProcessResult } = await import('node-html-markdown')
  const { bulletMarker, codeFence, emDelimiter, strongDelimiter, codeBlockStyle } = options
  const { keepDataImages, useLinkReferenceDefinitions, maxConsecutiveNewlines } = options
  const { globalEscape, lineStartEscape, textReplace } = options
  const given: Partial<NodeHtmlMarkdownOptions> = {
    ...(bulletMarker !== undefined && { bulletMarker }),
    ...(codeFence !== undefined && { codeFence }),
    ...(emDelimiter !== undefined && { emDelimiter }),
    ...(strongDelimiter !== undefined && { strongDelimiter }),
    ...(codeBlockStyle !== undefined && { codeBlockStyle: codeBlockStyle === 'fence' ? 'fenced' : 'indented' }),
    ...(options.ignore !== undefined && { ignore: [...fieldNames(options.ignore)] }),
    ...(options.blockElements !== undefined && { blockElements: [...fieldNames(options.blockElements)] }),
    ...(keepDataImages !== undefined && { keepDataImages }),
    ...(useLinkReferenceDefinitions !== undefined && { useLinkReferenceDefinitions }),
    ...(maxConsecutiveNewlines !== undefined && { maxConsecutiveNewlines: atLeastOne(maxConsecutiveNewlines) }),
    ...(globalEscape && { globalEscape: replacing(globalEscape, 'g') }),
    ...(lineStartEscape && { lineStartEscape: replacing(lineStartEscape, 'gm') }),
    ...(textReplace && { textReplace: textReplace.map((one) => replacing(one, 'g')) }),
  }
  return NodeHtmlMarkdown.translate(html, given, { li: listItems(PostProcessResult.RemoveNode) })
}

/** Every line break in an entry counts, and entries of nested lists stand three blanks further in. */
function listItems<R extends PostProcessResult>(remove: R): TranslatorConfigFactory {
  return ({ options: { bulletMarker }, indentLevel, listKind, listItemNumber }) => {
    const indent = '   '.repeat(Number(indentLevel ?? 0))
    const mark = listKind === 'OL' && listItemNumber !== undefined ? `${listItemNumber}.` : bulletMarker
    return {
      prefix: `${indent}${mark} `,
      surroundingNewlines: 1,
      postprocess: ({ content }) =>
        content.trim() === ''
          ? remove
          : content
              .trim()
              .replaceAll(/[^\S\n]*\n+(?=\s*(?:[-*+]|\d+\.) )/g, '  \n')
              .replaceAll(/[^\S\n]*\n+(?!\s*(?:[-*+]|\d+\.) )/g, `  \n${indent}`),
    }
  }
}

function replacing({ pattern, replacement }: Replacement, flags: string): readonly [RegExp, string] {
  const { source, flags: given } = toPattern(pattern)
  return [new RegExp(source, [...new Set(flags + given)].join('')), replacement]
}

function atLeastOne(count: number): number {
  if (Number.isInteger(count) && count >= 1) return count
  throw refuse(`The number of line breaks in a row is ${count}, but a whole number from 1 is needed.`, {
    code: 'parameter_wrong',
    retry: 'no',
  })
}
