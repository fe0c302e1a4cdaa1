import { type LucideIcon, icons } from 'lucide-react'

const all = new Map<string, LucideIcon>(Object.entries(icons))

/** The picture called `calendar-clock`. */
export function rareIconNamed(name: string): LucideIcon | undefined {
  const component = name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return all.get(component)
}
