import type { Cheerio, CheerioAPI } from 'cheerio'

/** The nodes of a page, as the parser behind Cheerio has them. */
export type AnyNode = NodesOf<ReturnType<ReturnType<CheerioAPI['root']>['contents']>>

export type Element = Extract<AnyNode, { readonly attribs: object }>

type NodesOf<C> = C extends Cheerio<infer T> ? T : never
