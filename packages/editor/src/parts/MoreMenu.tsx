import { Ellipsis } from 'lucide-react'
import type { ComponentProps } from 'react'
import { Button } from './Button.tsx'
import { Menu } from './Menu.tsx'

/** What else can be done here, behind three dots. */
export function MoreMenu({
  label = 'More',
  ...rest
}: Omit<ComponentProps<typeof Menu>, 'trigger'> & { readonly label?: string }) {
  return (
    <Menu
      {...rest}
      trigger={
        <Button look="ghost" data-icon aria-label={label}>
          <Ellipsis size={16} strokeWidth={1.75} />
        </Button>
      }
    />
  )
}
