import { Toast } from '@base-ui/react/toast'
import { CircleCheck, CircleX, Info, X } from 'lucide-react'
import { Button, IconButton } from './Button.tsx'
import styles from './Toasts.module.css'
import { type ToastData, toasts } from './toasts.ts'

/** Where toasts appear: bottom right, at most three. */
export function Toasts() {
  return (
    <Toast.Provider toastManager={toasts} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className={styles.place}>
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function List() {
  const { toasts: shown, close } = Toast.useToastManager<ToastData>()
  return shown.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles.toast}>
      <Glyph tone={toast.data?.tone ?? 'ok'} />
      <div>
        <Toast.Title className={styles.title} />
        <Toast.Description className={styles.text} />
      </div>
      {toast.data?.action && (
        <Button
          size="sm"
          onClick={() => {
            toast.data?.action?.do()
            close(toast.id)
          }}
        >
          {toast.data.action.label}
        </Button>
      )}
      <IconButton label="Dismiss" size="sm" onClick={() => close(toast.id)}>
        <X size={14} />
      </IconButton>
    </Toast.Root>
  ))
}

function Glyph({ tone }: { readonly tone: ToastData['tone'] }) {
  switch (tone) {
    case 'ok':
      return <CircleCheck size={16} className={styles.ok} />
    case 'bad':
      return <CircleX size={16} className={styles.bad} />
    case 'plain':
      return <Info size={16} className={styles.plain} />
  }
}
