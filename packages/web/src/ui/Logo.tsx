export function Logo() {
  return (
    <svg className="i" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M3 7.5v10l9 4 9-4v-10" />
      <path d="M3 7.5l9 4 9-4" />
      <path d="M12 11.5v10" />
      <path d="M6.5 3.6 12 6l5.5-2.4" />
    </svg>
  )
}
