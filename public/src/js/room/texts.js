// The texts that the script says, which the page brings in the reader's language.
let texts

export function say(key, values = {}) {
  texts ??= new Map([...document.getElementById('texts').content.querySelectorAll('[data-text]')].map((p) => [p.dataset.text, p.textContent]))
  return (texts.get(key) ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
}

const language = () => document.documentElement.lang
export const number = (n) => new Intl.NumberFormat(language()).format(n)
export const clock = (at) => new Intl.DateTimeFormat(language(), { hour: 'numeric', minute: '2-digit' }).format(new Date(at))

// span writes seconds as 4:05 or 1:04:05.
export function span(seconds) {
  const two = (n) => String(n).padStart(2, '0')
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
