import type { Filter } from 'ldapts'

/**
 * A filter out of what is searched for: built, not written, so that nothing in the text can be more than text. A star
 * stands for any letters.
 */
export async function searchFilter(objectClass: string, attribute: string, text: string): Promise<Filter> {
  const { AndFilter, EqualityFilter, PresenceFilter, SubstringFilter } = await import('ldapts')
  const parts = text.split('*')
  const [first = '', ...rest] = parts
  const last = rest.pop() ?? ''
  const any = rest.filter((part) => part !== '')
  const isPresence = parts.length > 1 && first === '' && last === '' && any.length === 0
  const matches = isPresence
    ? new PresenceFilter({ attribute })
    : parts.length === 1
      ? new EqualityFilter({ attribute, value: text })
      : new SubstringFilter({ attribute, initial: first, any, final: last })
  if (objectClass === '') return matches
  return new AndFilter({ filters: [new EqualityFilter({ attribute: 'objectClass', value: objectClass }), matches] })
}
