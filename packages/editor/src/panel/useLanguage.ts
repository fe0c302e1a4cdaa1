import { useEffect, useState } from 'react'
import { sayError } from '../parts/toasts.ts'

type Language = typeof import('./language.ts')

let here: Language | undefined

async function load(): Promise<Language> {
  const { assistOf, previewer, validate } = await import('./language.ts')
  return { assistOf, previewer, validate }
}

/**
 * The expression language. It is large and no form waits for it: it comes when a node is first opened, and values,
 * mistakes and problems are shown once it is here.
 */
export function useLanguage(): Language | undefined {
  const [language, setLanguage] = useState(here)
  useEffect(() => {
    if (language) return
    load().then(
      (loaded) => {
        here = loaded
        setLanguage(loaded)
      },
      (error: unknown) => sayError('Expressions are not checked', error),
    )
  }, [language])
  return language
}
