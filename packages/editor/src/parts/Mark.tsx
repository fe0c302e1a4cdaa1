/** The mark: a channel bends over a wheel. */
export function Mark({ size = 24 }: { readonly size?: number }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d="M1.5 4.25h9a8.25 8.25 0 0 1 8.25 8.25v3a4 4 0 0 0 4 4" />
      <circle cx="10.5" cy="12.75" r="4.5" />
      <path d="M10.5 8.25v9M6 12.75h9" strokeWidth={1.25} />
    </svg>
  )
}
