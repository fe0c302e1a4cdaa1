import { create } from 'zustand'

export type Theme = 'system' | 'light' | 'dark'

const key = 'millrace.theme'

/** The look a person chose; `system` follows the machine. */
export const useTheme = create<{ readonly theme: Theme; readonly choose: (theme: Theme) => void }>((set) => ({
  theme: stored(),
  choose(theme) {
    if (theme === 'system') {
      localStorage.removeItem(key)
      delete document.documentElement.dataset['theme']
    } else {
      localStorage.setItem(key, theme)
      document.documentElement.dataset['theme'] = theme
    }
    set({ theme })
  },
}))

function stored(): Theme {
  const value = typeof localStorage === 'undefined' ? null : localStorage.getItem(key)
  return value === 'light' || value === 'dark' ? value : 'system'
}
