export interface Strength {
  /** 0 to 4. */
  readonly steps: number
  readonly words: string
}

/** Length counts most, and different kinds of words or signs help: said in words, not as a rule to satisfy. */
export function passwordStrength(password: string): Strength {
  const { length } = password
  if (length === 0) return { steps: 0, words: 'At least 8 characters; a few words are easy to remember.' }
  if (length < 8)
    return { steps: 1, words: `${8 - length} more ${8 - length === 1 ? 'character' : 'characters'} at least.` }
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length
  const different = new Set(password).size
  const steps = Math.min(4, 1 + Math.floor((length - 4) / 4) + (kinds > 2 ? 1 : 0)) - (different < 5 ? 2 : 0)
  if (steps >= 4) return { steps, words: `Strong. ${length} characters.` }
  if (steps === 3) return { steps, words: `Good. ${length} characters; more words make it stronger.` }
  return { steps: Math.max(1, steps), words: `Fair. ${length} characters; more words make it stronger.` }
}
